package io.sluice.actors;

import io.sluice.flow.pipeline.FlowException;

/** A request that a user made and that was refused: the message says what, where and what to do. */
public final class SwitchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FlowException.Kind kind;

  public SwitchException(String message) {
    this(message, null);
  }

  /**
   * A change of tables that was refused.
   *
   * @param kind for protocols that have a number for it
   */
  public SwitchException(String message, FlowException.Kind kind) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** What kind of refusal, or null where it is not about tables. */
  public FlowException.Kind kind() {
    return kind;
  }
}
