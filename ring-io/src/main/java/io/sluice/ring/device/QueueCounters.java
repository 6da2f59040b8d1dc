package io.sluice.ring.device;

import io.sluice.ring.packet.PacketBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters of one queue. One lane adds, any thread reads: writes are opaque, so a reader sees each
 * counter whole and at most a burst late, and the writer pays a plain store.
 *
 * <p>Every packet that dies is counted here, by one of three methods: those that a lane has in hand
 * by the two that are told where it lies, those that were never taken from their ring, or whose
 * bytes are gone, by the third.
 */
public final class QueueCounters {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  // A cache line of padding on both sides keeps two queues' counters apart.
  private static final int PAD = 8;
  private static final int PACKETS = PAD;
  private static final int BYTES = PAD + 1;
  private static final int ENDED = PAD + 2;
  private static final int DROPS = PAD + 3;

  private final long[] cells = new long[DROPS + DropReason.count() + PAD];

  /** Adds packets that passed this queue. Owning lane only. */
  public void add(long packets, long bytes) {
    LONGS.setOpaque(cells, PACKETS, cells[PACKETS] + packets);
    LONGS.setOpaque(cells, BYTES, cells[BYTES] + bytes);
    cells[ENDED] += packets;
  }

  /** Packets counted so far, as passed or as dropped. Owning lane only. */
  public long ended() {
    return cells[ENDED];
  }

  /** Drops packet {@code i}, whose bytes are still there. Owning lane only. */
  public void drop(DropReason reason, PacketBurst burst, int i) {
    count(reason, 1);
    if (burst.watch != null) {
      burst.watch.dropped(burst, i, reason.ordinal());
    }
  }

  /** The same for packets {@code selected[from..to)}. Owning lane only. */
  public void drop(DropReason reason, PacketBurst burst, int[] selected, int from, int to) {
    count(reason, to - from);
    if (burst.watch != null) {
      for (int s = from; s < to; s++) {
        burst.watch.dropped(burst, selected[s], reason.ordinal());
      }
    }
  }

  /**
   * Counts packets that nobody can be shown: refused where they would be received, or lost with the
   * memory that they were in. Owning lane only.
   */
  public void refuse(DropReason reason, long packets) {
    count(reason, packets);
  }

  private void count(DropReason reason, long packets) {
    int i = DROPS + reason.ordinal();
    LONGS.setOpaque(cells, i, cells[i] + packets);
    cells[ENDED] += packets;
  }

  public long packets() {
    return (long) LONGS.getOpaque(cells, PACKETS);
  }

  public long bytes() {
    return (long) LONGS.getOpaque(cells, BYTES);
  }

  public long drops(DropReason reason) {
    return (long) LONGS.getOpaque(cells, DROPS + reason.ordinal());
  }

  /** All drops of this queue. */
  public long drops() {
    long sum = 0;
    for (int i = 0; i < DropReason.count(); i++) {
      sum += (long) LONGS.getOpaque(cells, DROPS + i);
    }
    return sum;
  }
}
