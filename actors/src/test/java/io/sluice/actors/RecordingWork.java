package io.sluice.actors;

import io.sluice.datapath.Generations;
import io.sluice.datapath.PuntRing;
import io.sluice.datapath.tap.Tap;
import io.sluice.flow.cache.EffectSink;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * A lane's datapath that remembers what the actors did with it. It knows no flows: what a local
 * device receives goes to all the others on the lane.
 */
final class RecordingWork implements LaneWork {
  private final Map<Integer, Generations> bridges = new ConcurrentHashMap<>();
  final List<Touching> pairs = new CopyOnWriteArrayList<>();
  final List<MacEntry> learned = new CopyOnWriteArrayList<>();
  final List<HubQueue> queues = new CopyOnWriteArrayList<>();
  volatile int folds;

  @Override
  public void add(int bridge, Generations generations, EffectSink sink, long nowNs) {
    bridges.put(bridge, generations);
  }

  PipelineSnapshot snapshot(int bridge) {
    return bridges.get(bridge).newest();
  }

  @Override
  public void remove(int bridge) {
    bridges.remove(bridge);
  }

  @Override
  public void fold(int bridge, long nowNs) {
    folds = folds + 1;
  }

  @Override
  public List<MacEntry> addresses(int bridge) {
    return List.copyOf(learned);
  }

  @Override
  public void learned(int bridge, long mac, int vlan, int ofport, long nowNs) {
    learned.add(new MacEntry(mac, vlan, ofport, nowNs));
  }

  @Override
  public void portRemoved(int bridge, int ofport) {
    learned.removeIf(entry -> entry.ofport() == ofport);
  }

  @Override
  public QueuePair queuePair(int bridge, int ofport, int queue, PortStats.Pair counters) {
    Touching pair = new Touching();
    pairs.add(pair);
    return pair;
  }

  @Override
  public LaneQueue queue(
      int bridge, int ofport, RxQueue receiver, TxQueue transmitter, QueueCounters forwarded) {
    HubQueue queue = new HubQueue(receiver, transmitter);
    queues.add(queue);
    return queue;
  }

  /** A queue of the hub; throws when the test says so. */
  final class HubQueue implements LaneQueue {
    private static final int[] ALL = IntStream.range(0, PacketBurst.MAX).toArray();

    private final RxQueue receiver;
    private final TxQueue transmitter;
    private final PacketBurst burst = new PacketBurst();
    volatile boolean broken;
    volatile boolean attached;

    private HubQueue(RxQueue receiver, TxQueue transmitter) {
      this.receiver = receiver;
      this.transmitter = transmitter;
    }

    @Override
    public void attach() {
      attached = true;
    }

    @Override
    public void detach() {
      attached = false;
    }

    @Override
    public int poll(long nowNs) {
      if (broken) {
        throw new IllegalStateException("a defect in the poller");
      }
      burst.clear();
      int n = receiver == null ? 0 : receiver.receive(burst, 0, nowNs);
      if (n > 0) {
        for (HubQueue other : queues) {
          if (other != this && other.attached) {
            other.transmitter.transmit(burst, ALL, n);
            other.transmitter.flush();
          }
        }
        receiver.release(burst);
      }
      return n;
    }
  }

  @Override
  public void tap(Tap tap) {}

  @Override
  public void untap(Tap tap) {}

  @Override
  public void pause(long untilNs) {
    // Queues that move here have nobody to lose packets to.
  }

  @Override
  public void drain() {
    // Nothing is handed over.
  }

  @Override
  public void resume() {
    // Never paused.
  }

  @Override
  public int maintain(long nowNs) {
    return 0;
  }

  @Override
  public LaneTotals totals() {
    return new LaneTotals(1, 2, 3, 4, 0, 0, 0, 0, new QueueCounters());
  }

  @Override
  public LookupView look(int bridge, int mostMegaflows, long nowNs) {
    return null;
  }

  @Override
  public void handIn(int bridge, int inPort, byte[] frame, List<FlowAction> actions, long nowNs) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PuntRing punts() {
    return null;
  }

  @Override
  public Map<Integer, long[]> meterCounts(int bridge, long nowNs) {
    return Map.of();
  }
}
