package io.sluice.daemon.api;

import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What makes the flows of a bridge those of a file, as replace-flows of ovs-ofctl(8) does: flows
 * that stay as they are are not touched, and their counters and timeouts go on. Stateless.
 */
final class FlowReplacement {
  /** What tells one flow of a bridge from another. */
  private record Key(int table, int priority, Match match) {
    static Key of(FlowMod flow) {
      return new Key(Math.max(flow.table(), 0), flow.priority(), flow.match());
    }
  }

  private FlowReplacement() {}

  /**
   * Changes to be applied as one.
   *
   * @param wanted the flows of the file; of two with the same table, priority and match the last
   */
  static List<FlowMod> changes(List<FlowStats> present, List<FlowMod> wanted) {
    Map<Key, FlowMod> missing = new LinkedHashMap<>();
    wanted.forEach(flow -> missing.put(Key.of(flow), flow));
    List<FlowMod> changes = new ArrayList<>();
    for (FlowStats stats : present) {
      FlowMod flow = stats.flow();
      FlowMod other = missing.get(Key.of(flow));
      if (other == null) {
        changes.add(flow.withCommand(FlowMod.Command.DELETE_STRICT));
      } else if (same(flow, other)) {
        missing.remove(Key.of(flow));
      }
    }
    changes.addAll(missing.values());
    return changes;
  }

  private static boolean same(FlowMod a, FlowMod b) {
    return a.cookie() == b.cookie()
        && a.idleTimeout() == b.idleTimeout()
        && a.hardTimeout() == b.hardTimeout()
        && a.importance() == b.importance()
        && a.has(FlowMod.Flag.SEND_FLOW_REM) == b.has(FlowMod.Flag.SEND_FLOW_REM)
        && a.actions().equals(b.actions());
  }
}
