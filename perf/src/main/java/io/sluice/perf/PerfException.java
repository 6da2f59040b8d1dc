package io.sluice.perf;

/** A run that could not be made; the message is for the user. */
final class PerfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PerfException(String message) {
    super(message, null, false, false);
  }
}
