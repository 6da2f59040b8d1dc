package io.sluice.capture;

/**
 * What became of the packets that a capture wanted.
 *
 * @param written to the stream: the reader gets all of these
 * @param lost as the reader was too slow
 */
public record CaptureTotals(long written, long lost) {}
