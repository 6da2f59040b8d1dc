package io.sluice.actors;

import io.sluice.datapath.Generations;
import io.sluice.datapath.PuntRing;
import io.sluice.datapath.tap.Tap;
import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.EffectSink;
import io.sluice.flow.cache.LaneLookup;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.cache.Verdict;
import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A lane's datapath over the real lookup, a packet at a time and with outputs as its only action:
 * enough to see that flows, statistics and addresses get through the actors.
 */
final class LookupWork implements LaneWork {
  private final int lane;
  private final AddressExchange addresses;
  private final Map<Integer, LaneLookup> lookups = new HashMap<>();
  private final Map<Integer, TxQueue> outputs = new HashMap<>();
  private final Map<Integer, Generations> newest = new HashMap<>();
  volatile long received;

  /** Addresses that other lanes told of. */
  volatile int heard;

  LookupWork(int lane, AddressExchange addresses) {
    this.lane = lane;
    this.addresses = addresses;
  }

  @Override
  public void add(int bridge, Generations generations, EffectSink sink, long nowNs) {
    LaneLookup lookup = new LaneLookup(lane, generations.newest(), addresses.outbox(lane, bridge));
    lookup.effectsTo(sink);
    lookups.put(bridge, lookup);
    newest.put(bridge, generations);
  }

  @Override
  public void remove(int bridge) {
    lookups.remove(bridge);
  }

  @Override
  public void fold(int bridge, long nowNs) {
    lookups.get(bridge).foldAll(nowNs);
  }

  @Override
  public List<MacEntry> addresses(int bridge) {
    return lookups.get(bridge).macSnapshot();
  }

  @Override
  public void learned(int bridge, long mac, int vlan, int ofport, long nowNs) {
    lookups.get(bridge).macLearned(mac, vlan, ofport, nowNs);
    heard = heard + 1;
  }

  @Override
  public void portRemoved(int bridge, int ofport) {
    lookups.get(bridge).portRemoved(ofport);
  }

  @Override
  public QueuePair queuePair(int bridge, int ofport, int queue, PortStats.Pair counters) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LaneQueue queue(
      int bridge, int ofport, RxQueue receiver, TxQueue transmitter, QueueCounters forwarded) {
    PacketBurst burst = new PacketBurst();
    Verdict[] verdicts = new Verdict[PacketBurst.MAX];
    int[] one = new int[1];
    return new LaneQueue() {
      @Override
      public void attach() {
        outputs.put(ofport, transmitter);
      }

      @Override
      public void detach() {
        outputs.remove(ofport);
      }

      @Override
      public int poll(long nowNs) {
        LaneLookup lookup = lookups.get(bridge);
        if (receiver == null || lookup == null) {
          return 0;
        }
        burst.clear();
        int n = receiver.receive(burst, 256, nowNs);
        if (n > 0) {
          lookup.install(newest.get(bridge).newest(), nowNs);
        }
        if (n > 0) {
          received = received + n;
          lookup.classify(
              burst.heads,
              burst.headOffset,
              burst.headLength,
              burst.length,
              n,
              ofport,
              nowNs,
              verdicts);
          for (int i = 0; i < n; i++) {
            one[0] = i;
            forward(verdicts[i], one);
          }
          receiver.release(burst);
        }
        return n;
      }

      private void forward(Verdict verdict, int[] packet) {
        for (DatapathAction action : verdict.actions) {
          TxQueue out = outputs.get(action.intValue());
          if (out != null) {
            out.transmit(burst, packet, 1);
            out.flush();
          }
        }
      }
    };
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
    return new LaneTotals(received, 0, 0, 0, 0, 0, 0, 0, new QueueCounters());
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
