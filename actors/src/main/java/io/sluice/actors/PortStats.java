package io.sluice.actors;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A port's totals: those of its queues now, and of queues that were there before a restart or a
 * re-connect, so that totals never go back. Owned by the Bridge actor; the counters themselves are
 * written by lanes.
 */
final class PortStats {
  /**
   * Counters of one queue pair.
   *
   * @param received what came in through the port; null when the queue only transmits
   * @param forwarded drops of what had come in, by what the tables said
   * @param transmitted what went out through it
   */
  record Pair(QueueCounters received, QueueCounters forwarded, QueueCounters transmitted) {
    Pair(QueueCounters received, QueueCounters transmitted) {
      this(received, new QueueCounters(), transmitted);
    }
  }

  private static final int RX_PACKETS = 0;
  private static final int RX_BYTES = 1;
  private static final int TX_PACKETS = 2;
  private static final int TX_BYTES = 3;
  private static final int RX_DROPS = 4;
  private static final int DROPS = 5;

  private final long[] retired = new long[DROPS + DropReason.count()];
  private List<Pair> pairs = List.of();

  /** The queues that the port has from now on; those no longer named are retired. */
  void queues(List<Pair> now) {
    for (Pair pair : pairs) {
      if (!now.contains(pair)) {
        add(retired, pair);
      }
    }
    pairs = new ArrayList<>(now);
  }

  /** A reading: see the accessors of {@link Totals}. */
  Totals totals() {
    long[] sum = retired.clone();
    for (Pair pair : pairs) {
      add(sum, pair);
    }
    Map<String, Long> drops = new LinkedHashMap<>();
    for (int i = 0; i < DropReason.count(); i++) {
      if (sum[DROPS + i] > 0) {
        drops.put(DropReason.of(i).label(), sum[DROPS + i]);
      }
    }
    return new Totals(
        sum[RX_PACKETS], sum[RX_BYTES], sum[RX_DROPS], sum[TX_PACKETS], sum[TX_BYTES], drops);
  }

  /**
   * What a port did.
   *
   * @param rxDrops of {@code drops}: packets refused at receiving, not in {@code rxPackets}
   * @param drops by reason label, only those above 0
   */
  record Totals(
      long rxPackets,
      long rxBytes,
      long rxDrops,
      long txPackets,
      long txBytes,
      Map<String, Long> drops) {
    static final Totals NONE = new Totals(0, 0, 0, 0, 0, Map.of());

    /** Of both. */
    Totals plus(Totals other) {
      Map<String, Long> both = new LinkedHashMap<>(drops);
      other.drops.forEach((reason, count) -> both.merge(reason, count, Long::sum));
      return new Totals(
          rxPackets + other.rxPackets,
          rxBytes + other.rxBytes,
          rxDrops + other.rxDrops,
          txPackets + other.txPackets,
          txBytes + other.txBytes,
          both);
    }
  }

  private static void add(long[] sum, Pair pair) {
    QueueCounters rx = pair.received;
    if (rx != null) {
      sum[RX_PACKETS] += rx.packets();
      sum[RX_BYTES] += rx.bytes();
      sum[RX_DROPS] += rx.drops();
      addDrops(sum, rx);
    }
    addDrops(sum, pair.forwarded);
    QueueCounters tx = pair.transmitted;
    if (tx != null) {
      sum[TX_PACKETS] += tx.packets();
      sum[TX_BYTES] += tx.bytes();
      if (tx != rx) {
        addDrops(sum, tx);
      }
    }
  }

  private static void addDrops(long[] sum, QueueCounters counters) {
    for (int i = 0; i < DropReason.count(); i++) {
      sum[DROPS + i] += counters.drops(DropReason.of(i));
    }
  }
}
