package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.FlowChange;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.openflow.message.FlowMonitor;
import io.sluice.openflow.message.FlowMonitor.Update;
import io.sluice.openflow.wire.OfVersion;
import java.util.List;

/**
 * Some flows that a peer watches. Immutable.
 *
 * @param flags as of {@link FlowMonitor.Monitor}
 */
record WatchedFlows(long id, int flags, FlowMod filter) {
  static final int INITIAL = 1;
  static final int ADD = 1 << 1;
  static final int DELETE = 1 << 2;
  static final int MODIFY = 1 << 3;
  static final int ACTIONS = 1 << 4;
  static final int OWN = 1 << 5;
  static final int ALL_FLAGS = (1 << 6) - 1;

  private static int flag(FlowChange.Kind kind) {
    return switch (kind) {
      case ADDED -> ADD;
      case DELETED -> DELETE;
      case MODIFIED -> MODIFY;
    };
  }

  /** The flags, when it is to be told of; 0 otherwise. */
  int wants(FlowChange change) {
    return (flags & flag(change.kind())) != 0 && change.concerns(filter) ? flags : 0;
  }

  /**
   * What is told of a flow.
   *
   * @param flags of all who watch it
   */
  static Update write(int event, int reason, FlowMod flow, int flags, OfVersion version) {
    return new FlowMonitor.Change(
        event,
        reason,
        flow.priority(),
        flow.idleTimeout(),
        flow.hardTimeout(),
        Math.max(0, flow.table()),
        flow.cookie(),
        MatchToWire.write(flow.match(), version == OfVersion.V13),
        (flags & ACTIONS) == 0
            ? List.of()
            : ActionsToWire.write(flow.actions(), flow.match(), version));
  }

  static Update write(FlowChange change, int flags, OfVersion version) {
    int reason = change.reason() == null ? 0 : change.reason().ordinal();
    return write(change.kind().ordinal(), reason, change.flow(), flags, version);
  }
}
