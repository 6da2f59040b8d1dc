package io.sluice.actors;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A port's totals: those of its queues now, and of queues that were there before a restart or a
 * re-connect, so that totals never go back. The counters themselves are written by lanes.
 * Thread-safe.
 */
final class PortStats {
  /** Counters of one queue pair. */
  static final class Pair {
    private final QueueCounters received;
    private final QueueCounters forwarded = new QueueCounters();
    private final QueueCounters transmitted;
    private volatile boolean ended;

    /**
     * @param received null when the queue only transmits
     */
    Pair(QueueCounters received, QueueCounters transmitted) {
      this.received = received;
      this.transmitted = transmitted;
    }

    /** What came in through the port; null when the queue only transmits. */
    QueueCounters received() {
      return received;
    }

    /** Drops of what had come in, by what the tables said. */
    QueueCounters forwarded() {
      return forwarded;
    }

    /** What went out through it. */
    QueueCounters transmitted() {
      return transmitted;
    }

    /** No lane writes them any more. */
    void end() {
      ended = true;
    }
  }

  private static final int RX_PACKETS = 0;
  private static final int RX_BYTES = 1;
  private static final int TX_PACKETS = 2;
  private static final int TX_BYTES = 3;
  private static final int RX_DROPS = 4;
  private static final int DROPS = 5;

  private final long[] retired = new long[DROPS + DropReason.count()];
  private final List<Pair> pairs = new ArrayList<>();

  /** Counters of a queue pair, which is about to be made. */
  synchronized Pair open(QueueCounters received, QueueCounters transmitted) {
    Pair pair = new Pair(received, transmitted);
    pairs.add(pair);
    return pair;
  }

  /** Whether no lane writes any of its counters. */
  synchronized boolean rests() {
    return pairs.stream().allMatch(pair -> pair.ended);
  }

  /** A reading: see the accessors of {@link Totals}. */
  synchronized Totals totals() {
    pairs.removeIf(
        pair -> {
          if (pair.ended) {
            add(retired, pair);
            return true;
          }
          return false;
        });
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
