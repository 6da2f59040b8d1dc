package io.sluice.datapath.tap;

import io.sluice.ring.filter.BurstFilter;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.PacketBurst;

/**
 * One capture's tap on one lane: decides which packets it wants and writes copies of them. Made by
 * a control thread, then used by the lane alone until the lane has let go of it.
 */
public final class Tap {
  final Selection selection;
  private final BurstFilter filter;
  private final int snapLength;
  private final TapSink sink;
  private final TapClock clock;

  // Of the burst in work: which packets pass the filter as they came, as bits, if it was asked.
  private int passing;
  private boolean asked;

  /**
   * @param filter of this lane; null: all packets
   * @param snapLength most bytes of a packet that are copied
   */
  public Tap(
      Selection selection, BurstFilter filter, int snapLength, TapSink sink, TapClock clock) {
    this.selection = selection;
    this.filter = filter;
    this.snapLength = Math.clamp(snapLength, 1, TapRecord.MAX_CAPTURED);
    this.sink = sink;
    this.clock = clock;
  }

  /** Bytes that packets should have in their heads, so that the filter finds them there. */
  int headBytes() {
    return filter == null ? 0 : Math.min(filter.reach(), PacketBurst.HEAD_MAX);
  }

  /** Another burst is in work. */
  void begin() {
    asked = false;
  }

  /**
   * Packets of the burst that can be wanted, as bits.
   *
   * @param same bits: packets that are as they came, for which the filter is asked once a burst.
   *     The others are among those that can be wanted
   */
  int candidates(PacketBurst burst, int same) {
    if (filter == null) {
      return -1;
    }
    if (!asked) {
      passing = filter.matching(burst);
      asked = true;
    }
    return passing | ~same;
  }

  /**
   * Whether a candidate is wanted.
   *
   * @param same whether it is as it came
   */
  boolean wants(PacketBurst burst, int i, boolean same, RanRules rules) {
    if (!covers(rules, i)) {
      return false;
    }
    return same || filter == null || filter.matches(burst, i);
  }

  /** Whether a packet has the rule that is wanted, or none is. */
  boolean covers(RanRules rules, int i) {
    return !selection.byRule() || rules.ran(i, selection.cookie());
  }

  /**
   * Copies a packet as it is now, or counts it as lost.
   *
   * @param port OpenFlow number
   * @param point one of {@link Selection}'s
   * @param reason ordinal, of a drop
   */
  void capture(
      PacketBurst burst,
      int i,
      int bridge,
      int port,
      int point,
      int reason,
      RanRules rules,
      int lane) {
    int length = burst.length[i];
    int captured = Math.min(length, snapLength);
    Memory.surfaceFault(); // of a filter's look: inside of the claim it would leave that open
    long at = sink.claim(TapRecord.BYTES + captured);
    if (at == 0) {
      return;
    }
    try {
      boolean rule = rules.any(i);
      long cookie = selection.byRule() ? selection.cookie() : rule ? rules.last(i) : 0;
      TapRecord.write(
          at, clock.now(), cookie, length, captured, bridge, port, point, reason, rule, lane);
      BurstFrames.copyFirst(burst, i, at + TapRecord.BYTES, captured);
      // A guest may take its memory away meanwhile; what is half written is nobody's.
      Memory.surfaceFault();
    } catch (InternalError e) {
      sink.abort();
      throw e;
    }
    sink.commit();
  }
}
