/**
 * Command lines: a {@link io.sluice.daemon.command.Program} is a table of commands, and from that
 * one table come parsing, messages, help and (in {@code cli}) shell completion. What the commands
 * do is not here, and nothing else is loaded, so that a command starts at once.
 */
package io.sluice.daemon.command;
