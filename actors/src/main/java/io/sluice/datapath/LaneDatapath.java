package io.sluice.datapath;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Everything a lane forwards by: its view of each bridge, and the exchange with other lanes. Made
 * before the lane runs, then owned by its thread; only the totals are read by others.
 */
public final class LaneDatapath {
  private static final VarHandle PACKETS = handle();

  private final int lane;
  private final Fabric fabric;
  private final ExchangePoller exchange;
  private BridgeLane[] bridges = new BridgeLane[4];
  private long packets;

  public LaneDatapath(int lane, Fabric fabric) {
    this.lane = lane;
    this.fabric = fabric;
    ExchangeRing[] from = new ExchangeRing[fabric.lanes()];
    for (int i = 0; i < from.length; i++) {
      from[i] = fabric.ring(lane, i);
    }
    exchange = new ExchangePoller(this, from);
  }

  /** Works by this generation from now on; bridge {@code id} appears with its first. */
  public void install(int id, PipelineSnapshot snapshot, MacListener listener, long nowNs) {
    if (id >= bridges.length) {
      bridges = Arrays.copyOf(bridges, Math.max(id + 1, bridges.length * 2));
    }
    if (bridges[id] == null) {
      bridges[id] = new BridgeLane(id, lane, fabric, snapshot, listener);
    } else {
      bridges[id].lookup().install(snapshot, nowNs);
    }
  }

  public void remove(int id) {
    if (id < bridges.length) {
      bridges[id] = null;
    }
  }

  /** A bridge, or null. */
  public BridgeLane bridge(int id) {
    return id < bridges.length ? bridges[id] : null;
  }

  /** The lane transmits to a port through this queue from now on. */
  public void attach(int bridge, int ofport, TxQueue queue) {
    BridgeLane b = bridge(bridge);
    if (b != null) {
      b.attach(ofport, queue);
    }
  }

  public void detach(int bridge, int ofport, TxQueue queue) {
    BridgeLane b = bridge(bridge);
    if (b != null) {
      b.detach(ofport, queue);
    }
  }

  /** One poll of a receive queue: receive, look up, carry out, release. */
  public int poll(
      int bridge,
      int ofport,
      RxQueue queue,
      QueueCounters counters,
      PacketBurst burst,
      long nowNs) {
    BridgeLane b = bridge(bridge);
    if (b == null) {
      return 0;
    }
    burst.clear(); // queues append to an empty one
    int n = queue.receive(burst, b.headBytes(), nowNs);
    if (n > 0) {
      b.forward(burst, ofport, nowNs, counters);
      queue.release(burst);
      PACKETS.setOpaque(this, packets + n);
    }
    return n;
  }

  /** Once a cycle: takes in the exchange and does a bit of each lookup's housekeeping. */
  public int maintain(long nowNs) {
    int work = exchange.poll();
    for (BridgeLane b : bridges) {
      if (b != null) {
        work += b.lookup().maintain(nowNs);
      }
    }
    return work;
  }

  /** Packets received by the lane's queues. Any thread. */
  public long packets() {
    return (long) PACKETS.getOpaque(this);
  }

  /** Drops of packets that other lanes handed over. Any thread. */
  public QueueCounters exchangeCounters() {
    return exchange.counters();
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(LaneDatapath.class, "packets", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
