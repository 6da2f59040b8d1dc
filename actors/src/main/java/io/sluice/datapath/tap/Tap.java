package io.sluice.datapath.tap;

import io.sluice.flow.cache.Verdict;
import io.sluice.ring.filter.PacketFilter;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.PacketBurst;

/**
 * One capture's tap on one lane: decides which packets it wants and writes copies of them. Made by
 * a control thread, then used by the lane alone until the lane has let go of it.
 */
public final class Tap {
  final Selection selection;
  private final PacketFilter filter;
  private final int reach;
  private final int snapLength;
  private final TapSink sink;
  private final TapClock clock;
  private final byte[] scratch;

  // Of the burst in work: which packets the filter has judged, and which of them passed, as bits.
  private int judged;
  private int passed;

  /**
   * @param filter of this lane; null: all packets
   * @param reach how many bytes of a packet the filter may look at
   * @param snapLength most bytes of a packet that are copied
   */
  public Tap(
      Selection selection,
      PacketFilter filter,
      int reach,
      int snapLength,
      TapSink sink,
      TapClock clock) {
    this.selection = selection;
    this.filter = filter;
    this.reach = filter == null ? 0 : reach;
    this.snapLength = Math.clamp(snapLength, 1, TapRecord.MAX_CAPTURED);
    this.sink = sink;
    this.clock = clock;
    scratch = new byte[this.reach];
  }

  /** Bytes that packets should have in their heads, so that the filter finds them there. */
  int headBytes() {
    return Math.min(reach, PacketBurst.HEAD_MAX);
  }

  /** Another burst is in work. */
  void begin() {
    judged = 0;
  }

  /**
   * @param verdict of the packet; null when it is not known
   */
  boolean wants(PacketBurst burst, int i, Verdict verdict) {
    if (selection.byRule() && (verdict == null || !verdict.ranRule(selection.cookie()))) {
      return false;
    }
    if (filter == null) {
      return true;
    }
    if (verdict == null || verdict.singleOutput < 0) {
      return passes(burst, i);
    }
    // It goes out as it came in: one look is enough.
    int bit = 1 << i;
    if ((judged & bit) == 0) {
      judged |= bit;
      passed = passes(burst, i) ? passed | bit : passed & ~bit;
    }
    return (passed & bit) != 0;
  }

  private boolean passes(PacketBurst burst, int i) {
    int length = burst.length[i];
    int head = burst.headLength[i];
    if (head >= reach || head == length) {
      return filter.matches(burst.heads, burst.headOffset[i], head, length);
    }
    int n = Math.min(length, reach);
    BurstFrames.copyOut(burst, i, 0, scratch, 0, n);
    return filter.matches(scratch, 0, n, length);
  }

  /**
   * Copies a packet as it is now, or counts it as lost.
   *
   * @param port OpenFlow number
   * @param point one of {@link Selection}'s
   * @param reason ordinal, of a drop
   * @param verdict of the packet; null when it is not known
   */
  void capture(
      PacketBurst burst,
      int i,
      int bridge,
      int port,
      int point,
      int reason,
      Verdict verdict,
      int lane) {
    int length = burst.length[i];
    int captured = Math.min(length, snapLength);
    long at = sink.claim(TapRecord.BYTES + captured);
    if (at == 0) {
      return;
    }
    try {
      boolean rule = verdict != null && verdict.hasRule();
      long cookie = selection.byRule() ? selection.cookie() : rule ? verdict.lastCookie() : 0;
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
