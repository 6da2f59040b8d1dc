package io.sluice.qos;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * A meter as OpenFlow 1.3.5 has it in 5.7: bands of a rate each; of those that a packet is above,
 * the one of the highest rate is applied to it. Owned by one thread; any thread reads the counters,
 * at most a packet late.
 */
public final class Meter {
  /** What {@link #police} answers when no band applies. */
  public static final int PASS = -1;

  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

  /** What a band does. */
  public enum Kind {
    DROP,
    DSCP_REMARK
  }

  /**
   * A band.
   *
   * @param rate kilobits or packets a second, more than 0
   * @param burst kilobits or packets; 0: what comes in a second
   * @param precedence of DSCP_REMARK: by how much the drop precedence grows
   */
  public record Band(Kind kind, long rate, long burst, int precedence) {}

  private final boolean packets;
  private final List<Band> bands;
  private final Kind[] kinds;
  private final int[] precedences;
  private final long[] rates;
  private final TokenBucket[] buckets;

  /** Packets, bytes; then packets and bytes of each band. */
  private final long[] counts;

  /**
   * @param packets rates are packets a second, else kilobits
   */
  public Meter(boolean packets, List<Band> bands) {
    this.packets = packets;
    this.bands = List.copyOf(bands);
    int n = bands.size();
    kinds = new Kind[n];
    precedences = new int[n];
    rates = new long[n];
    buckets = new TokenBucket[n];
    counts = new long[2 + 2 * n];
    double unit = packets ? 1 : 1000;
    for (int i = 0; i < n; i++) {
      Band b = bands.get(i);
      kinds[i] = b.kind();
      precedences[i] = b.precedence();
      rates[i] = b.rate();
      buckets[i] = new TokenBucket(b.rate() * unit, (b.burst() == 0 ? b.rate() : b.burst()) * unit);
    }
  }

  /** Whether it was made of these. */
  public boolean is(boolean ofPackets, List<Band> ofBands) {
    return packets == ofPackets && bands.equals(ofBands);
  }

  /**
   * Counts a packet and tells which band applies to it.
   *
   * @param length bytes of the frame
   * @return a band's index, or {@link #PASS}
   */
  public int police(int length, long nowNs) {
    count(0, length);
    long tokens = packets ? 1 : length * 8L;
    int hit = PASS;
    for (int i = 0; i < buckets.length; i++) {
      if (!buckets[i].take(tokens, nowNs) && (hit < 0 || rates[i] > rates[hit])) {
        hit = i;
      }
    }
    if (hit >= 0) {
      count(2 + 2 * hit, length);
    }
    return hit;
  }

  private void count(int at, int length) {
    COUNTS.setOpaque(counts, at, counts[at] + 1);
    COUNTS.setOpaque(counts, at + 1, counts[at + 1] + length);
  }

  public Kind kind(int band) {
    return kinds[band];
  }

  public int precedence(int band) {
    return precedences[band];
  }

  /** Packets and bytes; then those of each band. A copy; any thread. */
  public long[] counts() {
    long[] copy = new long[counts.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (long) COUNTS.getOpaque(counts, i);
    }
    return copy;
  }
}
