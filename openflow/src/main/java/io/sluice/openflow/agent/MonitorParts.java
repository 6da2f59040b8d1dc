package io.sluice.openflow.agent;

import io.sluice.openflow.message.FlowMonitor.Monitor;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests for flow monitors whose last part has not come yet. Of one peer, on its reading thread.
 * Bounded: a peer that never sends the last part holds no more than one that has its monitors.
 */
final class MonitorParts {
  private final Map<Long, List<Monitor>> waiting = new HashMap<>();
  private int parts;

  /**
   * All that was asked for, once this is the last part; null before.
   *
   * @param xid what the parts of a request have in common
   */
  List<Monitor> add(long xid, boolean more, List<Monitor> part) {
    List<Monitor> all = waiting.computeIfAbsent(xid, key -> new ArrayList<>());
    all.addAll(part);
    if (!more) {
      waiting.remove(xid);
      parts = waiting.isEmpty() ? 0 : parts;
      return all;
    }
    parts++;
    int held = waiting.values().stream().mapToInt(List::size).sum();
    if (held > MonitoredFlows.MAX_MONITORS || parts > MonitoredFlows.MAX_MONITORS) {
      waiting.clear();
      parts = 0;
      throw new WireException(OfError.OFPBRC_MULTIPART_BUFFER_OVERFLOW, "too many parts");
    }
    return null;
  }
}
