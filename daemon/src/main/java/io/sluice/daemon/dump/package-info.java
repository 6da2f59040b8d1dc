/**
 * The command {@code dump}: asks a switch for a capture, reads it, and writes it as pcapng or as
 * lines. It runs in a process of its own, and loads nothing of the switch but the stream's reader.
 */
package io.sluice.daemon.dump;
