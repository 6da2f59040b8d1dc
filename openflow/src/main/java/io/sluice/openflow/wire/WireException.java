package io.sluice.openflow.wire;

/**
 * Bytes that are no valid message. The only thing that reading throws, whatever the bytes. Carries
 * the error to answer with.
 */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final OfError error;

  public WireException(OfError error, String message) {
    // No stack trace: a peer must not be able to make us pay for one a message.
    super(message, null, false, false);
    this.error = error;
  }

  public OfError error() {
    return error;
  }

  @Override
  public String getMessage() {
    return error + ": " + super.getMessage();
  }
}
