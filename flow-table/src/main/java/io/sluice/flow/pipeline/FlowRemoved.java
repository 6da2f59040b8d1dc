package io.sluice.flow.pipeline;

/** A rule that is gone and whose user wanted to hear of it. */
public record FlowRemoved(FlowStats flow, Reason reason) {
  /** Why it went; in the order of OpenFlow's numbers. */
  public enum Reason {
    IDLE_TIMEOUT,
    HARD_TIMEOUT,
    DELETE,
    GROUP_DELETE
  }
}
