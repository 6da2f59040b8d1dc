package io.sluice.daemon.metrics;

import io.sluice.actors.SwitchState;
import io.sluice.flow.cache.LookupView;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A switch's state as samples. The number of series is bounded: by the reasons and tiers that there
 * are, by lanes and queues, and by {@link #MAX_PORTS} ports; no address, flow or peer is a label.
 */
final class SwitchMetrics {
  /** Ports that have metrics of their own; of more, how many is said. */
  static final int MAX_PORTS = 1000;

  private static final double NS = 1e-9;

  private final Samples to;
  private int ports;

  private SwitchMetrics(Samples to) {
    this.to = to;
  }

  static void write(SwitchState state, Samples to) {
    new SwitchMetrics(to).write(state);
  }

  private void write(SwitchState state) {
    to.add(Family.UPTIME, state.uptimeNs() * NS);
    write(state.balance());
    state.bridges().forEach(this::write);
    to.add(Family.PORTS_OMITTED, Math.max(0, ports - MAX_PORTS));
    state.lanes().forEach(this::write);
    write(state.pool());
  }

  private void write(SwitchState.Balance balance) {
    to.add(Family.RECEIVED, balance.in());
    to.add(Family.COPIED, balance.copies());
    to.add(Family.SENT, balance.out());
    to.add(Family.TO_CONTROLLERS, balance.told());
    to.add(Family.DROPPED, balance.dropped());
    to.add(Family.HELD, balance.held());
  }

  private void write(SwitchState.Bridge bridge) {
    to.add(Family.BRIDGE_FLOWS, bridge.flows(), bridge.name());
    to.add(Family.BRIDGE_GENERATION, bridge.generation(), bridge.name());
    to.add(Family.BRIDGE_PORTS, bridge.ports().size(), bridge.name());
    for (SwitchState.Port port : bridge.ports()) {
      if (ports++ < MAX_PORTS) {
        write(bridge.name(), port);
      }
    }
  }

  private void write(String bridge, SwitchState.Port port) {
    String name = port.name();
    to.add(Family.PORT, 1, bridge, name, port.kind(), String.valueOf(port.ofport()));
    to.add(Family.PORT_UP, port.link() ? 1 : 0, bridge, name);
    to.add(Family.PORT_RESTARTS, port.restarts(), bridge, name);
    to.add(Family.PORT_RECEIVED_PACKETS, port.rxPackets(), bridge, name);
    to.add(Family.PORT_RECEIVED_BYTES, port.rxBytes(), bridge, name);
    to.add(Family.PORT_SENT_PACKETS, port.txPackets(), bridge, name);
    to.add(Family.PORT_SENT_BYTES, port.txBytes(), bridge, name);
    port.drops().forEach((why, n) -> to.add(Family.PORT_DROPPED_PACKETS, n, bridge, name, why));
  }

  private void write(SwitchState.Lane lane) {
    String number = String.valueOf(lane.index());
    String cpu = cpu(lane.cpu());
    to.add(Family.LANE_BUSY_SECONDS, lane.busyNs() * NS, number, cpu);
    to.add(Family.LANE_IDLE_SECONDS, lane.idleNs() * NS, number, cpu);
    double busy = 0;
    for (SwitchState.Queue queue : lane.queues()) {
      busy += queue.busyShare();
      to.add(Family.QUEUE_BUSY_RATIO, queue.busyShare(), number, queue.name());
    }
    to.add(Family.LANE_BUSY_RATIO, Math.min(1, busy), number);
    to.add(Family.LANE_RECEIVED_PACKETS, lane.packets(), number);
    to.add(Family.LANE_LOOKUPS, lane.exactHits(), number, "exact");
    to.add(Family.LANE_LOOKUPS, lane.megaflowHits(), number, "megaflow");
    to.add(Family.LANE_LOOKUPS, lane.slowPath(), number, "slow");
    lane.drops().forEach((why, n) -> to.add(Family.LANE_DROPPED_PACKETS, n, number, why));
    to.add(Family.LANE_LONGEST_CYCLE, lane.longest().cycleNs() * NS, number);
    to.add(Family.LANE_LONGEST_POLL, lane.longest().pollNs() * NS, number);
  }

  private static String cpu(OptionalInt cpu) {
    return cpu.isPresent() ? String.valueOf(cpu.getAsInt()) : "";
  }

  private void write(SwitchState.Pool pool) {
    to.add(Family.POOL_CHUNKS, pool.chunks());
    to.add(Family.POOL_FREE_CHUNKS, pool.free());
    pool.usedBy().forEach((owner, n) -> to.add(Family.POOL_USED_CHUNKS, n, owner));
    to.add(Family.POOL_CHUNK_BYTES, pool.chunkSize());
    to.add(Family.POOL_HUGE_PAGES, pool.hugePages() ? 1 : 0);
  }

  /** What the lanes' caches over a bridge hold, by lane; null for a lane that has none. */
  static void write(String bridge, List<LookupView> lookups, Samples to) {
    for (int lane = 0; lane < lookups.size(); lane++) {
      LookupView view = lookups.get(lane);
      if (view != null) {
        String number = String.valueOf(lane);
        to.add(Family.MEGAFLOWS, view.megaflowCount(), bridge, number);
        to.add(Family.MEGAFLOW_MASKS, view.masks().size(), bridge, number);
      }
    }
  }

  /** Who is connected to each bridge. */
  static void write(Map<String, Integer> openFlow, Samples to) {
    openFlow.forEach((bridge, n) -> to.add(Family.OPENFLOW_CONNECTIONS, n, bridge));
  }
}
