package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.flow.cache.Punt;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.openflow.connection.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Has only those packets sent to the controllers that some peer wants to hear of, as peers come, go
 * and change their minds. Any connection's thread.
 */
final class Listening {
  private final SwitchApi api;
  private final String bridge;
  private final Collection<Connection> connections;
  private Listeners listeners = Listeners.NOBODY;

  Listening(SwitchApi api, String bridge, Collection<Connection> connections) {
    this.api = api;
    this.bridge = bridge;
    this.connections = connections;
  }

  synchronized void update() {
    Map<Integer, Integer> reasons = new HashMap<>();
    for (Connection c : connections) {
      int wanted = wanted(c);
      if (wanted != 0) {
        reasons.merge(c.controllerId(), wanted, (a, b) -> a | b);
      }
    }
    Listeners now = new Listeners(reasons);
    if (!now.equals(listeners)) {
      listeners = now;
      api.listen(bridge, now);
    }
  }

  private static int wanted(Connection c) {
    int bits = 0;
    for (int reason = Punt.NO_MATCH; reason <= Punt.IMPLICIT_MISS; reason++) {
      bits |= c.wantsPacketIn(reason, c.controllerId()) ? 1 << reason : 0;
    }
    return bits;
  }
}
