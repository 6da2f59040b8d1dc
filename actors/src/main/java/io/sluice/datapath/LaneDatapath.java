package io.sluice.datapath;

import io.sluice.datapath.tap.LaneTaps;
import io.sluice.flow.cache.LaneLookup;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.NativeBytes;
import io.sluice.ring.packet.PacketBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * Everything a lane forwards by: its view of each bridge, and the exchange with other lanes. Made
 * before the lane runs, then owned by its thread; only the totals are read by others.
 */
public final class LaneDatapath {
  private static final VarHandle PACKETS = handle();

  // Far more bursts than the exchanges of a lane can hold.
  private static final int MAX_DRAIN_ROUNDS = 1 << 20;

  /** The longest packet that an OpenFlow message can carry. */
  private static final int MAX_HANDED_IN = 1 << 16;

  private final int lane;
  private final Fabric fabric;
  private final ExchangePoller exchange;
  private final Crossing crossing;
  private final LaneTaps taps;
  private final FaultGuard guard;
  private final LaneTally tally = new LaneTally();
  private final PuntRing punts = new PuntRing();
  private final PacketBurst handedIn = new PacketBurst();
  private NativeBytes handedInBytes;
  private BridgeLane[] bridges = new BridgeLane[4];
  // Apart from the bridges: a queue may come before its bridge's first generation does.
  private LanePorts[] ports = new LanePorts[4];
  private long packets;
  // Packets of a burst from its receiving until all are sent or dropped; nobody's: none are.
  private BridgeLane inHandOf;
  private int inHand;
  private QueueCounters inHandCounters;
  private boolean paused;
  private long pausedUntilNs;

  public LaneDatapath(int lane, Fabric fabric) {
    this.lane = lane;
    this.fabric = fabric;
    taps = new LaneTaps(lane);
    guard = new FaultGuard(taps);
    ExchangeRing[] from = new ExchangeRing[fabric.lanes()];
    for (int i = 0; i < from.length; i++) {
      from[i] = fabric.ring(lane, i);
    }
    exchange = new ExchangePoller(this, from, guard, taps);
    crossing = new Crossing(lane, fabric, guard);
  }

  /** A new bridge, which works by the newest of these generations. */
  public void add(int id, Generations generations, MacListener listener, long nowNs) {
    if (id >= bridges.length) {
      bridges = Arrays.copyOf(bridges, Math.max(id + 1, bridges.length * 2));
    }
    bridges[id] =
        new BridgeLane(
            id,
            fabric,
            generations,
            ports(id),
            crossing,
            guard,
            taps,
            tally,
            punts,
            new LaneLookup(lane, generations.newest(), listener));
    bridges[id].adopt(nowNs);
  }

  /** The bridge is gone. Queues of its that are still attached are transmitted to no more. */
  public void remove(int id) {
    if (id < bridges.length) {
      bridges[id] = null;
    }
    if (id < ports.length && ports[id] != null) {
      ports[id].detachAll();
      ports[id] = null;
    }
    taps.removed(id);
  }

  private LanePorts ports(int id) {
    if (id >= ports.length) {
      ports = Arrays.copyOf(ports, Math.max(id + 1, ports.length * 2));
    }
    if (ports[id] == null) {
      ports[id] = new LanePorts(id, lane, fabric, crossing, guard);
    }
    return ports[id];
  }

  /** A bridge, or null. */
  public BridgeLane bridge(int id) {
    return id < bridges.length ? bridges[id] : null;
  }

  /** A bridge as of now, or null: for questions. */
  public BridgeLane current(int id, long nowNs) {
    BridgeLane b = bridge(id);
    if (b != null) {
      b.adopt(nowNs);
    }
    return b;
  }

  /**
   * The lane transmits to a port through this queue from now on.
   *
   * @param pair the queue's number among the port's; packets are spread over them by flow
   */
  public void attach(int bridge, int ofport, int pair, TxQueue queue) {
    ports(bridge).attach(ofport, pair, queue);
    taps.attached(queue, bridge, ofport);
  }

  /** Lets go of a queue; the port's others take its packets. */
  public void detach(int bridge, int ofport, int pair, TxQueue queue) {
    if (bridge < ports.length && ports[bridge] != null) {
      ports[bridge].detach(ofport, pair, queue);
    }
    taps.detached(queue);
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
    if (b == null || paused && stillPaused(nowNs)) {
      return 0;
    }
    settle();
    burst.clear(); // queues append to an empty one
    int n = queue.receive(burst, headBytes(b), nowNs);
    if (n == 0) {
      // A fault in this guest's own memory ends its poll here, not that of the next.
      Memory.surfaceFault();
      return 0;
    }
    b.begin();
    inHand = n;
    inHandOf = b;
    inHandCounters = counters;
    // Not before: who was told of a generation while this poll had begun may have sent these.
    b.adopt(burst, nowNs);
    burst.watch = null; // taps that were there may be gone
    b.forward(burst, ofport, nowNs, counters);
    inHandOf = null;
    queue.release(burst);
    PACKETS.setOpaque(this, packets + n);
    Memory.surfaceFault();
    guard.rethrow();
    return n;
  }

  /** Counts what a poll that was broken off has left undone, if one was: once it is over. */
  public void settle() {
    BridgeLane b = inHandOf;
    if (b != null) {
      inHandOf = null;
      b.brokenOff(inHand, inHandCounters);
    }
  }

  /** Where no head is copied, filters look at packets where they lie. */
  private int headBytes(BridgeLane b) {
    int forRules = b.headBytes();
    return taps.on() && forRules > 0 ? Math.max(forRules, taps.headBytes()) : forRules;
  }

  /** What watches this lane's packets; the lane's. */
  public LaneTaps taps() {
    return taps;
  }

  /**
   * Carries out actions on a packet that no queue received, as OpenFlow's packet-out wants. Does
   * nothing where the bridge is gone. Not for the packet path: it allocates.
   *
   * @param inPort the port that it is to be taken to have come from
   */
  public void handIn(int bridge, int inPort, byte[] frame, List<FlowAction> actions, long nowNs) {
    settle(); // what follows counts where a poll that was broken off has left its counts
    BridgeLane b = bridge(bridge);
    if (b == null) {
      return;
    }
    if (handedInBytes == null) {
      handedInBytes = new NativeBytes(MAX_HANDED_IN);
    }
    int length = Math.min(frame.length, MAX_HANDED_IN);
    Memory.copy(frame, 0, handedInBytes.address(), length);
    handedIn.clear();
    BurstFrames.append(handedIn, handedInBytes.address(), length, PacketBurst.HEAD_MAX, 0);
    b.execute(handedIn, inPort, actions, nowNs, exchange.counters());
  }

  /** The packets of this lane that controllers are to be told of; one other thread reads them. */
  public PuntRing punts() {
    return punts;
  }

  /** Packets that went to the ring for controllers. Any thread. */
  public long told() {
    return tally.toldCount();
  }

  /** Packets that controllers handed in. Any thread. */
  public long handedIn() {
    return tally.handedInCount();
  }

  /**
   * Receives nothing until {@link #resume}, so that a queue can change its lane while nothing is
   * under way; packets wait in their rings. Who forgets to resume stops traffic until {@code
   * untilNs}, not for ever.
   */
  public void pause(long untilNs) {
    paused = true;
    pausedUntilNs = untilNs;
  }

  public void resume() {
    paused = false;
  }

  private boolean stillPaused(long nowNs) {
    paused = nowNs - pausedUntilNs < 0;
    return paused;
  }

  /**
   * Transmits all that other lanes have handed over. While they are paused that is an end: what is
   * handed over is never handed on.
   */
  public void drain() {
    settle();
    int rounds = 0;
    while (held() > 0 && rounds++ < MAX_DRAIN_ROUNDS) {
      exchange.poll();
    }
  }

  /**
   * Once a cycle: takes in the exchange, lets go of old generations also where no packets come, and
   * does a bit of each lookup's housekeeping.
   */
  public int maintain(long nowNs) {
    settle();
    int work = exchange.poll();
    for (BridgeLane b : bridges) {
      if (b != null) {
        b.adopt(nowNs);
        work += b.lookup().maintain(nowNs);
      }
    }
    return work;
  }

  /** Packets received by the lane's queues. Any thread. */
  public long packets() {
    return (long) PACKETS.getOpaque(this);
  }

  /** Packets that other lanes handed over and this one has not transmitted yet. Any thread. */
  public long held() {
    return fabric.held(lane);
  }

  /** Outputs (or drops) beyond the first of packets that had several. Any thread. */
  public long copies() {
    return tally.copies();
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
