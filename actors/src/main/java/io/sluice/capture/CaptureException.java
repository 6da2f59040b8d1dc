package io.sluice.capture;

/** A capture that is not understood or cannot be made here; the message is for the user. */
public final class CaptureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CaptureException(String message) {
    super(message, null, false, false);
  }
}
