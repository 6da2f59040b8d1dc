package io.sluice.actors;

import io.sluice.datapath.BridgeLane;
import io.sluice.datapath.Generations;
import io.sluice.datapath.LaneDatapath;
import io.sluice.datapath.PuntRing;
import io.sluice.datapath.tap.Tap;
import io.sluice.flow.cache.EffectSink;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.virtqueue.VhostRxQueue;
import io.sluice.ring.virtqueue.VhostTxQueue;
import io.sluice.ring.virtqueue.VirtqueueFault;
import io.sluice.ring.virtqueue.VringConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A lane's datapath, as the actors drive it: on the lane, but for {@link #totals}. */
final class DatapathWork implements LaneWork {
  private final int lane;
  private final AddressExchange addresses;
  private final LaneDatapath datapath;
  private final List<Tap> taps = new ArrayList<>();
  // Written by the lane as bridges come, read by whoever asks for totals.
  private final List<BridgeLane> counted = new CopyOnWriteArrayList<>();

  DatapathWork(int lane, AddressExchange addresses, LaneDatapath datapath) {
    this.lane = lane;
    this.addresses = addresses;
    this.datapath = datapath;
  }

  @Override
  public void add(int bridge, Generations generations, EffectSink sink, long nowNs) {
    datapath.add(bridge, generations, addresses.outbox(lane, bridge), nowNs);
    datapath.bridge(bridge).lookup().effectsTo(sink);
    counted.add(datapath.bridge(bridge));
  }

  @Override
  public void remove(int bridge) {
    counted.remove(datapath.bridge(bridge));
    datapath.remove(bridge);
  }

  @Override
  public void handIn(int bridge, int inPort, byte[] frame, List<FlowAction> actions, long nowNs) {
    datapath.handIn(bridge, inPort, frame, actions, nowNs);
  }

  @Override
  public PuntRing punts() {
    return datapath.punts();
  }

  @Override
  public void fold(int bridge, long nowNs) {
    BridgeLane b = datapath.bridge(bridge);
    if (b != null) {
      b.lookup().foldAll(nowNs);
    }
  }

  @Override
  public List<MacEntry> addresses(int bridge) {
    BridgeLane b = datapath.bridge(bridge);
    return b == null ? List.of() : b.lookup().macSnapshot();
  }

  @Override
  public LookupView look(int bridge, int mostMegaflows, long nowNs) {
    BridgeLane b = datapath.bridge(bridge);
    return b == null ? null : b.lookup().view(mostMegaflows, nowNs);
  }

  @Override
  public Map<Integer, long[]> meterCounts(int bridge, long nowNs) {
    BridgeLane b = datapath.current(bridge, nowNs);
    return b == null ? Map.of() : b.meterCounts();
  }

  @Override
  public void learned(int bridge, long mac, int vlan, int ofport, long nowNs) {
    BridgeLane b = datapath.bridge(bridge);
    if (b != null) {
      b.lookup().macLearned(mac, vlan, ofport, nowNs);
    }
  }

  @Override
  public void portRemoved(int bridge, int ofport) {
    BridgeLane b = datapath.bridge(bridge);
    if (b != null) {
      b.lookup().portRemoved(ofport);
    }
  }

  @Override
  public void tap(Tap tap) {
    taps.add(tap);
    datapath.taps().install(taps);
  }

  @Override
  public void untap(Tap tap) {
    taps.remove(tap);
    datapath.taps().install(taps);
  }

  @Override
  public void pause(long untilNs) {
    datapath.pause(untilNs);
  }

  @Override
  public void drain() {
    datapath.drain();
  }

  @Override
  public void resume() {
    datapath.resume();
  }

  @Override
  public int maintain(long nowNs) {
    return datapath.maintain(nowNs);
  }

  @Override
  public LaneTotals totals() {
    long exact = 0;
    long megaflow = 0;
    long slow = 0;
    for (BridgeLane b : counted) {
      exact += b.lookup().exactHits();
      megaflow += b.lookup().megaflowHits();
      slow += b.lookup().slowPath();
    }
    return new LaneTotals(
        datapath.packets(),
        exact,
        megaflow,
        slow,
        datapath.copies(),
        datapath.told(),
        datapath.handedIn(),
        datapath.held(),
        datapath.exchangeCounters());
  }

  @Override
  public LaneQueue queue(
      int bridge, int ofport, RxQueue receiver, TxQueue transmitter, QueueCounters forwarded) {
    PacketBurst burst = new PacketBurst();
    return new LaneQueue() {
      @Override
      public void attach() {
        datapath.attach(bridge, ofport, 0, transmitter);
      }

      @Override
      public void detach() {
        datapath.settle(); // a poll of its own may have been broken off
        datapath.detach(bridge, ofport, 0, transmitter);
      }

      @Override
      public int poll(long nowNs) {
        return receiver == null
            ? 0
            : datapath.poll(bridge, ofport, receiver, forwarded, burst, nowNs);
      }
    };
  }

  @Override
  public QueuePair queuePair(int bridge, int ofport, int queue, PortStats.Pair counters) {
    return new VhostPair(bridge, ofport, queue, counters);
  }

  /** The rings of a vhost-user queue pair on this lane. */
  private final class VhostPair implements QueuePair {
    private final int bridge;
    private final int ofport;
    private final int number;
    private final QueueCounters forwarded;
    private final VhostRxQueue rx;
    private final VhostTxQueue tx;
    private final PacketBurst burst = new PacketBurst();

    VhostPair(int bridge, int ofport, int number, PortStats.Pair counters) {
      this.bridge = bridge;
      this.ofport = ofport;
      this.number = number;
      forwarded = counters.forwarded();
      rx = new VhostRxQueue(counters.received());
      tx = new VhostTxQueue(counters.transmitted());
    }

    @Override
    public void start(int ring, VringConfig config) {
      if ((ring & 1) == 0) {
        tx.start(config);
        // A guest may leave a pair it does not use started but disabled.
        if (config.enabled()) {
          datapath.attach(bridge, ofport, number, tx);
        }
      } else {
        rx.start(config);
      }
    }

    @Override
    public Indices stop(int ring) {
      datapath.settle(); // a poll of its own may have been broken off
      if ((ring & 1) == 0) {
        datapath.detach(bridge, ofport, number, tx);
        tx.stop();
        return new Indices(tx.availIndex(), tx.usedIndex());
      }
      rx.stop();
      return new Indices(rx.availIndex(), rx.usedIndex());
    }

    @Override
    public int poll(long nowNs) {
      return datapath.poll(bridge, ofport, rx, forwarded, burst, nowNs);
    }

    @Override
    public List<RingDetails> rings() {
      return List.of(
          RingDetails.of(2 * number, tx.view(), tx.counters()),
          RingDetails.of(2 * number + 1, rx.view(), rx.counters()));
    }

    @Override
    public String fault() {
      VirtqueueFault fault = rx.fault() != null ? rx.fault() : tx.fault();
      return fault == null ? null : fault.text();
    }
  }
}
