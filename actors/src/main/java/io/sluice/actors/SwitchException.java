package io.sluice.actors;

/** A request that a user made and that was refused: the message says what, where and what to do. */
public final class SwitchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SwitchException(String message) {
    super(message, null, false, false);
  }
}
