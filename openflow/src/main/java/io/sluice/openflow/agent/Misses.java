package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.openflow.connection.Connection;
import java.util.Collection;

/**
 * Has packets that no rule matches told of while some peer wants to hear of them, as only those of
 * version 1.0 do; else they are dropped where they are. Any connection's thread.
 */
final class Misses {
  private final SwitchApi api;
  private final String bridge;
  private final Collection<Connection> connections;
  private boolean wanted;

  Misses(SwitchApi api, String bridge, Collection<Connection> connections) {
    this.api = api;
    this.bridge = bridge;
    this.connections = connections;
  }

  synchronized void update() {
    boolean now = connections.stream().anyMatch(Connection::wantsMisses);
    if (now != wanted) {
      wanted = now;
      api.missToController(bridge, now);
    }
  }
}
