package io.sluice.flow.pipeline;

import java.util.List;

/**
 * One rule that came, went or became another.
 *
 * @param flow the rule as an ADD, as it is now, or as it was when it went
 * @param before actions that it had before and has no longer; null: none
 * @param reason why it went; null for other kinds
 * @param change which of the changes that were applied together did it, from 0 on
 */
public record FlowChange(
    Kind kind, FlowMod flow, List<FlowAction> before, FlowRemoved.Reason reason, int change) {
  /** What happened; in the order of Nicira's numbers. */
  public enum Kind {
    ADDED,
    DELETED,
    MODIFIED
  }

  /** Whether a filter, as that of {@link FlowTables#dump}, is about it; cookies do not count. */
  public boolean concerns(FlowMod filter) {
    return filter.isAbout(flow)
        || before != null
            && filter.coversMatch(flow)
            && ActionWalk.outputsTo(before, filter.outPort());
  }
}
