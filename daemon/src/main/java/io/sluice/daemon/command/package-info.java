/**
 * Command lines: picocli with the settings and the messages of ours. A {@link
 * io.sluice.daemon.command.Program} is a table of commands, and from that one table come parsing,
 * messages, help and (in {@code cli}) shell completion. What the commands do is not here.
 */
package io.sluice.daemon.command;
