package io.sluice.capture;

/**
 * Where a capture's packets come out, on this machine.
 *
 * @param directory of its media driver
 * @param sources lanes that write to it, each a source of its own
 */
public record CaptureAddress(String directory, int sources) {
  static final String CHANNEL = "aeron:ipc";
  static final int STREAM = 1;
}
