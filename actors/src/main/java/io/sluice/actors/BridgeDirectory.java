package io.sluice.actors;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the bridges are, for those who have something for one: the Switch writes, any thread reads.
 * Who does not find one here asks the Switch, which knows better.
 */
final class BridgeDirectory {
  private volatile Map<String, ActorRef<Bridge.Command>> bridges = Map.of();

  void put(String name, ActorRef<Bridge.Command> bridge) {
    Map<String, ActorRef<Bridge.Command>> next = new HashMap<>(bridges);
    next.put(name, bridge);
    bridges = next;
  }

  void remove(String name) {
    Map<String, ActorRef<Bridge.Command>> next = new HashMap<>(bridges);
    next.remove(name);
    bridges = next;
  }

  int size() {
    return bridges.size();
  }

  /** Null: none, or not known here yet. */
  ActorRef<Bridge.Command> find(String name) {
    return bridges.get(name);
  }
}
