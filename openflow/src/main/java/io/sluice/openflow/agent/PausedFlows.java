package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.FlowChange;
import io.sluice.flow.pipeline.FlowChange.Kind;
import io.sluice.flow.pipeline.Match;
import io.sluice.openflow.message.FlowMonitor.Update;
import io.sluice.openflow.wire.OfVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of flows that a peer is told of later: of each flow how it ended, and whether the one
 * that the peer knows went before. Used under the lock of {@link MonitoredFlows}.
 */
final class PausedFlows {
  private record Key(int table, int priority, Match match) {}

  private record Told(FlowChange change, int flags) {}

  /**
   * @param gone the flow that the peer knows went; null: it did not
   * @param now what came then; null: nothing
   */
  private record Outcome(Told gone, Told now) {}

  private final Map<Key, Outcome> outcomes = new LinkedHashMap<>();

  boolean isEmpty() {
    return outcomes.isEmpty();
  }

  void add(FlowChange change, int flags) {
    Key key = new Key(change.flow().table(), change.flow().priority(), change.flow().match());
    Outcome was = outcomes.remove(key);
    Outcome is = then(was == null ? new Outcome(null, null) : was, new Told(change, flags));
    if (is.gone != null || is.now != null) {
      outcomes.put(key, is);
    }
  }

  private static Outcome then(Outcome was, Told told) {
    boolean added = was.now != null && was.now.change.kind() == Kind.ADDED;
    return switch (told.change.kind()) {
      // One that came and went meanwhile is nobody's business.
      case DELETED ->
          added || was.gone != null ? new Outcome(was.gone, null) : new Outcome(told, null);
      case ADDED -> new Outcome(was.gone, told);
      case MODIFIED -> new Outcome(was.gone, added ? as(was.now.change, told) : told);
    };
  }

  /** A flow that came and was modified has come as it is now. */
  private static Told as(FlowChange added, Told modified) {
    FlowChange c = modified.change;
    return new Told(
        new FlowChange(added.kind(), c.flow(), c.before(), null, c.change()), modified.flags);
  }

  /** Takes what happened to some flows, at most so many. */
  List<Update> take(int flows, OfVersion version) {
    List<Update> updates = new ArrayList<>();
    Iterator<Outcome> next = outcomes.values().iterator();
    for (int i = 0; i < flows && next.hasNext(); i++) {
      Outcome o = next.next();
      next.remove();
      for (Told told : new Told[] {o.gone, o.now}) {
        if (told != null) {
          updates.add(WatchedFlows.write(told.change, told.flags, version));
        }
      }
    }
    return updates;
  }
}
