package io.sluice.actors;

import io.sluice.flow.pipeline.FlowException;

/** A request that a user made and that was refused: the message says what, where and what to do. */
public final class SwitchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FlowException.Kind kind;
  private final int change;
  private final int action;

  public SwitchException(String message) {
    this(message, null, 0, -1);
  }

  /**
   * A change of tables that was refused.
   *
   * @param kind for protocols that have a number for it
   * @param change which of those that were to be made together, from 0 on
   * @param action which of that change's actions, from 0 on, or -1
   */
  public SwitchException(String message, FlowException.Kind kind, int change, int action) {
    super(message, null, false, false);
    this.kind = kind;
    this.change = change;
    this.action = action;
  }

  /** Which of several changes was refused, from 0 on. */
  public int change() {
    return change;
  }

  /** Which of the actions of that change it is about, from 0 on, or -1. */
  public int action() {
    return action;
  }

  /** What kind of refusal, or null where it is not about tables. */
  public FlowException.Kind kind() {
    return kind;
  }
}
