package io.sluice.flow.pipeline;

/** A change of the tables that was refused; the message is for the user. Nothing was changed. */
public final class FlowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FlowException(String message) {
    super(message, null, false, false);
  }
}
