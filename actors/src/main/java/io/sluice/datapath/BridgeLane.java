package io.sluice.datapath;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.DropCause;
import io.sluice.flow.cache.LaneLookup;
import io.sluice.flow.cache.Verdict;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One bridge as one lane sees it: its lookup, and the queues of its ports that this lane transmits
 * to. Ports whose queues other lanes own are reached through the fabric. Owned by the lane.
 */
public final class BridgeLane {
  private static final DropReason[] REASONS = reasons();

  private final int id;
  private final int lane;
  private final Fabric fabric;
  private final LaneLookup lookup;
  private final Verdict[] verdicts = new Verdict[PacketBurst.MAX];
  private final Output[] touched = new Output[PacketBurst.MAX + 1];
  private final int[] one = new int[1];
  private final Map<Integer, List<TxQueue>> attached = new HashMap<>();
  private Output[] outputs = new Output[64];
  private int touchedCount;
  private long exchanges;

  BridgeLane(int id, int lane, Fabric fabric, PipelineSnapshot snapshot, MacListener listener) {
    this.id = id;
    this.lane = lane;
    this.fabric = fabric;
    lookup = new LaneLookup(lane, snapshot, listener);
  }

  public LaneLookup lookup() {
    return lookup;
  }

  /** Bytes of each packet's head that this bridge looks at. */
  int headBytes() {
    return lookup.headBytes();
  }

  /** A port's queue may be transmitted to; of several on this lane the first one is. */
  void attach(int ofport, TxQueue queue) {
    List<TxQueue> queues = attached.computeIfAbsent(ofport, n -> new ArrayList<>());
    if (!queues.contains(queue)) {
      queues.add(queue);
    }
    choose(ofport, queues);
  }

  /** Lets go of a queue; another one of the port takes its place. */
  void detach(int ofport, TxQueue queue) {
    List<TxQueue> queues = attached.get(ofport);
    if (queues != null && queues.remove(queue)) {
      choose(ofport, queues);
    }
  }

  private void choose(int ofport, List<TxQueue> queues) {
    if (ofport >= outputs.length) {
      outputs = Arrays.copyOf(outputs, Math.max(ofport + 1, outputs.length * 2));
    }
    TxQueue first = queues.isEmpty() ? null : queues.getFirst();
    Output old = outputs[ofport];
    if (first == null) {
      outputs[ofport] = null;
    } else if (old == null || old.queue != first) {
      outputs[ofport] = new Output(first);
    }
    fabric.setOwner(id, ofport, lane, first != null);
  }

  /** Looks up a burst that came in on a port, and carries the verdicts out. */
  void forward(PacketBurst burst, int inPort, long nowNs, QueueCounters counters) {
    int n = burst.count;
    Verdict[] v = verdicts;
    lookup.classify(
        burst.heads, burst.headOffset, burst.headLength, burst.length, n, inPort, nowNs, v);
    for (int i = 0; i < n; i++) {
      int out = v[i].singleOutput;
      if (out >= 0) {
        output(burst, i, out, counters);
      } else {
        // Its head may be rewritten: what waits must be on its way, in order.
        transmitTouched(burst);
        execute(burst, i, v[i], counters);
      }
    }
    transmitTouched(burst);
    flush();
  }

  /** Outputs a packet that another lane looked up. */
  void deliver(PacketBurst burst, int i, int ofport, QueueCounters counters) {
    Output o = ofport < outputs.length ? outputs[ofport] : null;
    if (o == null) {
      counters.drop(DropReason.NOT_READY, 1);
    } else {
      stage(o, i);
    }
  }

  void finish(PacketBurst burst) {
    transmitTouched(burst);
    flush();
  }

  private void output(PacketBurst burst, int i, int ofport, QueueCounters counters) {
    Output o = ofport < outputs.length ? outputs[ofport] : null;
    if (o != null) {
      stage(o, i);
    } else {
      outputElsewhere(burst, i, ofport, counters);
    }
  }

  private void stage(Output o, int i) {
    if (o.count == 0) {
      touched[touchedCount++] = o;
    }
    o.selected[o.count++] = i;
  }

  private void outputElsewhere(PacketBurst burst, int i, int ofport, QueueCounters counters) {
    int owner = ofport < 0 ? -1 : fabric.ownerOf(id, ofport);
    if (owner < 0 || owner == lane) {
      counters.drop(DropReason.NOT_READY, 1);
    } else if (fabric.ring(owner, lane).offer(burst, i, id, ofport)) {
      exchanges |= 1L << owner;
    } else {
      counters.drop(DropReason.EXCHANGE_FULL, 1);
    }
  }

  private void transmitTouched(PacketBurst burst) {
    for (int t = 0; t < touchedCount; t++) {
      touched[t].transmit(burst);
    }
    pendingFlush(touchedCount);
    touchedCount = 0;
  }

  // Queues transmitted to in this burst: flushed once, at its end.
  private Output[] toFlush = new Output[64];
  private int toFlushCount;

  private void pendingFlush(int n) {
    if (toFlushCount + n > toFlush.length) {
      flush();
    }
    for (int t = 0; t < n; t++) {
      Output o = touched[t];
      if (toFlushCount == 0 || toFlush[toFlushCount - 1] != o) {
        toFlush[toFlushCount++] = o;
      }
    }
  }

  private void flush() {
    for (int t = 0; t < toFlushCount; t++) {
      toFlush[t].queue.flush();
    }
    toFlushCount = 0;
    while (exchanges != 0) {
      int to = Long.numberOfTrailingZeros(exchanges);
      fabric.ring(to, lane).publish();
      exchanges &= exchanges - 1;
    }
  }

  private void execute(PacketBurst burst, int i, Verdict verdict, QueueCounters counters) {
    DatapathAction[] actions = verdict.actions;
    if (actions.length == 0) {
      counters.drop(REASONS[verdict.cause.ordinal()], 1);
      return;
    }
    for (DatapathAction action : actions) {
      if (action.opcode == DatapathAction.OUTPUT) {
        output(burst, i, action.intValue(), counters);
        transmitTouched(burst);
      } else {
        DropReason reason = HeadActions.apply(burst, i, action);
        if (reason != null) {
          counters.drop(reason, 1);
          return;
        }
      }
    }
  }

  private static DropReason[] reasons() {
    DropReason[] reasons = new DropReason[DropCause.values().length];
    for (DropCause cause : DropCause.values()) {
      reasons[cause.ordinal()] =
          switch (cause) {
            case NO_RULE -> DropReason.NO_RULE;
            case NONE, RULE_DROP -> DropReason.RULE_DROP;
            case LOOP -> DropReason.LOOP;
            case VLAN_FILTER -> DropReason.VLAN_FILTER;
            case SAME_PORT -> DropReason.SAME_PORT;
          };
    }
    return reasons;
  }
}
