package io.sluice.datapath;

import io.sluice.datapath.tap.LaneTaps;
import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.DropCause;
import io.sluice.flow.cache.LaneLookup;
import io.sluice.flow.cache.Punt;
import io.sluice.flow.cache.TierTimes;
import io.sluice.flow.cache.Verdict;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;
import java.util.List;
import java.util.Map;

/**
 * One bridge as one lane sees it: its lookup, and its ports as the lane transmits to them. Ports
 * whose queues other lanes own are reached through the fabric. Owned by the lane.
 */
public final class BridgeLane {
  private static final DropReason[] REASONS = reasons();

  private final int id;
  private final Fabric fabric;
  private final Generations generations;
  private final LanePorts ports;
  private final Crossing crossing;
  private final FaultGuard guard;
  private final LaneTaps taps;
  private final LaneTally tally;
  private final PuntRing punts;
  private final LaneLookup lookup;
  private final TierTimes times;
  private final Verdict[] verdicts = new Verdict[PacketBurst.MAX];
  private final Output[] touched = new Output[PacketBurst.MAX + 1];
  private final SavedHead saved = new SavedHead();
  private final Truncated truncated = new Truncated();
  private final LaneMeters meters = new LaneMeters();
  private PipelineSnapshot adopted;
  private Output[] outputs = {};
  private int touchedCount;

  // Of the burst in work: packets that are sent or dropped, and ends so far of the next one.
  private int landed;
  private int ends;

  BridgeLane(
      int id,
      Fabric fabric,
      Generations generations,
      LanePorts ports,
      Crossing crossing,
      FaultGuard guard,
      LaneTaps taps,
      LaneTally tally,
      PuntRing punts,
      LaneLookup lookup) {
    this.id = id;
    this.fabric = fabric;
    this.generations = generations;
    this.ports = ports;
    this.crossing = crossing;
    this.guard = guard;
    this.taps = taps;
    this.tally = tally;
    this.punts = punts;
    this.lookup = lookup;
    this.times = lookup.times();
  }

  public LaneLookup lookup() {
    return lookup;
  }

  Generations generations() {
    return generations;
  }

  /** Works by the newest generation from now on. */
  void adopt(long nowNs) {
    PipelineSnapshot newest = generations.newest();
    if (newest != adopted) {
      adopt(newest, nowNs);
    }
  }

  /** The same, for a burst that has been received already. */
  void adopt(PacketBurst burst, long nowNs) {
    PipelineSnapshot newest = generations.newest();
    if (newest != adopted) {
      adopt(newest, nowNs);
      for (int i = 0; i < burst.count; i++) {
        BurstFrames.pullUp(burst, i, lookup.headBytes());
      }
    }
  }

  private void adopt(PipelineSnapshot newest, long nowNs) {
    lookup.install(newest, nowNs);
    ports.install(newest);
    meters.install(newest.meters());
    adopted = newest;
  }

  /** What each meter did on this lane: packets and bytes, then those of each band. */
  public Map<Integer, long[]> meterCounts() {
    return meters.counts();
  }

  /** Bytes of each packet's head that this bridge looks at. */
  int headBytes() {
    return lookup.headBytes();
  }

  /** Looks up a burst that came in on a port, and carries the verdicts out. */
  void forward(PacketBurst burst, int inPort, long nowNs, QueueCounters counters) {
    int n = burst.count;
    Verdict[] v = verdicts;
    outputs = ports.outputs();
    crossing.from(id, inPort, counters);
    if (times.due()) {
      times.start();
      long start = System.nanoTime();
      classify(burst, inPort, nowNs);
      times.end(System.nanoTime() - start);
    } else {
      classify(burst, inPort, nowNs);
    }
    if (taps.on()) {
      taps.received(burst, id, inPort, v);
    }
    for (int i = 0; i < n; i++) {
      int out = v[i].singleOutput;
      if (out >= 0) {
        if (!output(burst, i, out, counters)) {
          landed++;
        }
      } else {
        // Its head may be rewritten: what waits must be on its way, in order.
        landTouched(burst);
        execute(burst, i, v[i], inPort, nowNs, counters);
        landed++;
      }
    }
    landTouched(burst);
    flush();
  }

  /** A burst is in hand: before anything is done to it. */
  void begin() {
    forget();
    landed = 0;
    ends = 0;
  }

  /**
   * The poll that had so many packets in hand was broken off, as their guest's memory went: those
   * that neither were sent nor dropped are lost, and counted. Those that were sent are made
   * visible: nobody knows when packets come again that would take them along.
   */
  void brokenOff(int packets, QueueCounters counters) {
    counters.refuse(DropReason.MEMORY_GONE, packets - landed);
    tally.copies(ends); // of one of them
    ends = 0;
    pendingFlush(touchedCount);
    forget();
    flush();
  }

  private void classify(PacketBurst burst, int inPort, long nowNs) {
    lookup.classify(
        burst.heads,
        burst.headOffset,
        burst.headLength,
        burst.length,
        burst.count,
        inPort,
        nowNs,
        verdicts);
  }

  /** What a poll that was broken off has left: it is of another burst. */
  private void forget() {
    for (int t = 0; t < touchedCount; t++) {
      touched[t].count = 0;
    }
    touchedCount = 0;
  }

  /** Outputs a packet that another lane looked up, to the pair that it chose. */
  void deliver(PacketBurst burst, int i, int ofport, int pair, QueueCounters counters) {
    Output o = ports.local(ofport, pair);
    if (o == null) {
      ports.refuse(burst, i, ofport, counters);
    } else {
      stage(o, i);
    }
  }

  void finish(PacketBurst burst) {
    transmitTouched(burst);
    flush();
  }

  /** Whether it waits to be transmitted; else it is on its way to another lane, or dropped. */
  private boolean output(PacketBurst burst, int i, int ofport, QueueCounters counters) {
    Output o = ofport < outputs.length ? outputs[ofport] : null;
    if (o != null) {
      stage(o, i);
      return true;
    }
    outputElsewhere(burst, i, ofport, counters);
    return false;
  }

  private void stage(Output o, int i) {
    if (o.count == 0) {
      touched[touchedCount++] = o;
    }
    o.selected[o.count++] = i;
  }

  private void outputElsewhere(PacketBurst burst, int i, int ofport, QueueCounters counters) {
    Spread spread = fabric.spread(id, ofport);
    if (spread.size() == 0) {
      ports.refuse(burst, i, ofport, counters);
      return;
    }
    int place = spread.size() == 1 ? 0 : spread.choose(ports.hash().of(burst, i));
    crossing.send(burst, i, ports, ofport, spread.pair(place), spread.lane(place));
  }

  private void transmitTouched(PacketBurst burst) {
    for (int t = 0; t < touchedCount; t++) {
      touched[t].transmit(burst, guard);
    }
    touchedAreSent();
  }

  /** The same for packets that have no other end: one output may fail when others are done. */
  private void landTouched(PacketBurst burst) {
    for (int t = 0; t < touchedCount; t++) {
      landed += touched[t].transmit(burst, guard);
    }
    touchedAreSent();
  }

  private void touchedAreSent() {
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
      guard.flush(toFlush[t].queue);
    }
    toFlushCount = 0;
    crossing.publish();
  }

  private void execute(
      PacketBurst burst, int i, Verdict verdict, int inPort, long nowNs, QueueCounters counters) {
    DatapathAction[] actions = verdict.actions;
    if (actions.length == 0) {
      counters.drop(REASONS[verdict.cause.ordinal()], burst, i);
      return;
    }
    ends = 0;
    DropReason stop = null;
    saved.begin();
    for (int a = 0; a < actions.length && stop == null; a++) {
      DatapathAction action = actions[a];
      switch (action.opcode) {
        case DatapathAction.OUTPUT -> {
          output(burst, i, action.intValue(), counters);
          transmitTouched(burst);
          ends++;
        }
        case DatapathAction.OUTPUT_TRUNCATED -> {
          truncated.cut(burst, i, (int) Math.min(action.high, Integer.MAX_VALUE));
          output(burst, i, action.intValue(), counters);
          transmitTouched(burst);
          truncated.undo(burst, i);
          ends++;
        }
        case DatapathAction.SAVE -> saved.save(burst, i);
        case DatapathAction.RESTORE -> saved.restore(burst, i);
        case DatapathAction.METER -> stop = meters.police(action.intValue(), burst, i, nowNs);
        case DatapathAction.CONTROLLER -> {
          tell(burst, i, inPort, (Punt) action.detail, nowNs, counters);
          ends++;
        }
        default -> {
          stop = HeadActions.apply(burst, i, action);
          if (stop == DropReason.TTL && action.detail instanceof Punt[] expired) {
            for (Punt punt : expired) {
              tell(burst, i, inPort, punt, nowNs, counters);
              ends++;
            }
          }
        }
      }
    }
    if (stop != null) {
      counters.drop(stop, burst, i);
      ends++;
    }
    if (ends == 0) {
      counters.drop(DropReason.RULE_DROP, burst, i);
    } else {
      tally.copies(ends - 1);
    }
    ends = 0;
  }

  private void tell(
      PacketBurst burst, int i, int inPort, Punt punt, long nowNs, QueueCounters counters) {
    if (!meters.mayTell(punt, burst.length[i], nowNs)) {
      counters.drop(DropReason.METER, burst, i);
    } else if (punts.offer(burst, i, id, inPort, punt)) {
      tally.told();
    } else {
      counters.drop(DropReason.CONTROLLER_BUSY, burst, i);
    }
  }

  /**
   * Carries out actions on the only packet of a burst, as OpenFlow's packet-out does. Not for the
   * packet path.
   */
  void execute(
      PacketBurst burst, int inPort, List<FlowAction> actions, long nowNs, QueueCounters counters) {
    adopt(nowNs);
    outputs = ports.outputs();
    forget();
    crossing.from(id, inPort, counters);
    Verdict verdict =
        lookup.execute(
            burst.heads,
            burst.headOffset[0],
            burst.headLength[0],
            burst.length[0],
            inPort,
            actions,
            nowNs);
    if (taps.on()) {
      taps.handedIn(burst, id, inPort);
    }
    execute(burst, 0, verdict, inPort, nowNs, counters);
    flush();
    // Last: who sees that it is counted sees what came of it.
    tally.handedIn();
  }

  private static DropReason[] reasons() {
    DropReason[] reasons = new DropReason[DropCause.values().length];
    for (DropCause cause : DropCause.values()) {
      reasons[cause.ordinal()] =
          switch (cause) {
            case NO_RULE -> DropReason.NO_RULE;
            case NONE, RULE_DROP -> DropReason.RULE_DROP;
            case LOOP -> DropReason.LOOP;
            case TOO_MANY_TAGS -> DropReason.TOO_MANY_TAGS;
            case TOO_MANY_LABELS -> DropReason.TOO_MANY_LABELS;
            case VLAN_FILTER -> DropReason.VLAN_FILTER;
            case PORT_CONFIG -> DropReason.PORT_CONFIG;
            case NO_CONTROLLER -> DropReason.NO_CONTROLLER;
            case SAME_PORT -> DropReason.SAME_PORT;
            case PORTS_DOWN -> DropReason.NOT_READY;
            case NO_OTHER_PORT -> DropReason.NO_OTHER_PORT;
            case NO_BUCKET -> DropReason.NO_BUCKET;
            case RESERVED_ADDRESS -> DropReason.RESERVED_ADDRESS;
          };
    }
    return reasons;
  }
}
