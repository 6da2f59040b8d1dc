package io.sluice.daemon.dump;

/**
 * What the user's words say, not looked at yet; null or -1 where they say nothing.
 *
 * @param file {@code -} is standard output
 * @param lines a line for each packet, wherever they go
 * @param count end after so many
 */
public record DumpOptions(
    String port,
    int lane,
    String cookie,
    String dropReason,
    String direction,
    String filter,
    String file,
    boolean lines,
    int count,
    int snapLength) {}
