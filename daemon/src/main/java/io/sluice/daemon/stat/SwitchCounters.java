package io.sluice.daemon.stat;

import io.sluice.actors.SwitchState;
import java.util.Map;

/**
 * Which counters a switch has. A label says whose, what, and its unit: {@code port br0/vh0 rx
 * packets}; it is for people and for scripts, so it stays as it is.
 */
final class SwitchCounters {
  /** Agrona's type ids of our counters. */
  static final int SWITCH = 1;

  static final int LANE = 2;
  static final int BRIDGE = 3;
  static final int PORT = 4;

  private SwitchCounters() {}

  /** Where values go. */
  interface Sink {
    void set(int type, String label, long value);
  }

  static void write(SwitchState state, Sink to) {
    SwitchState.Balance balance = state.balance();
    to.set(SWITCH, "switch uptime ns", state.uptimeNs());
    to.set(SWITCH, "switch in packets", balance.in());
    to.set(SWITCH, "switch copies packets", balance.copies());
    to.set(SWITCH, "switch out packets", balance.out());
    to.set(SWITCH, "switch dropped packets", balance.dropped());
    to.set(SWITCH, "switch held packets", balance.held());
    to.set(SWITCH, "pool chunks", state.pool().chunks());
    to.set(SWITCH, "pool free chunks", state.pool().free());
    state.pool().usedBy().forEach((who, n) -> to.set(SWITCH, "pool used chunks: " + who, n));
    state.lanes().forEach(lane -> write(lane, to));
    for (SwitchState.Bridge bridge : state.bridges()) {
      to.set(BRIDGE, "bridge " + bridge.name() + " generation", bridge.generation());
      to.set(BRIDGE, "bridge " + bridge.name() + " flows", bridge.flows());
      bridge.ports().forEach(port -> write(bridge.name() + "/" + port.name(), port, to));
    }
  }

  private static void write(SwitchState.Lane lane, Sink to) {
    String name = "lane " + lane.index();
    to.set(LANE, name + " busy ns", lane.busyNs());
    to.set(LANE, name + " idle ns", lane.idleNs());
    to.set(LANE, name + " longest cycle ns", lane.longest().cycleNs());
    to.set(LANE, name + " longest poll ns", lane.longest().pollNs());
    to.set(LANE, name + " received packets", lane.packets());
    to.set(LANE, name + " exact hits", lane.exactHits());
    to.set(LANE, name + " megaflow hits", lane.megaflowHits());
    to.set(LANE, name + " slow path", lane.slowPath());
    drops(LANE, name, lane.drops(), to);
  }

  private static void write(String of, SwitchState.Port port, Sink to) {
    String name = "port " + of;
    to.set(PORT, name + " link", port.link() ? 1 : 0);
    to.set(PORT, name + " restarts", port.restarts());
    to.set(PORT, name + " rx packets", port.rxPackets());
    to.set(PORT, name + " rx bytes", port.rxBytes());
    to.set(PORT, name + " rx refused packets", port.rxDrops());
    to.set(PORT, name + " tx packets", port.txPackets());
    to.set(PORT, name + " tx bytes", port.txBytes());
    drops(PORT, name, port.drops(), to);
  }

  private static void drops(int type, String name, Map<String, Long> drops, Sink to) {
    drops.forEach((reason, n) -> to.set(type, name + " drops: " + reason, n));
  }
}
