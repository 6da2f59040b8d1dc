package io.sluice.lane;

import java.util.ArrayList;
import java.util.List;

/**
 * How long something took, how often: in powers of two, each divided in eight, so that a percentile
 * is known to some percent. A lane counts in an array of its own, one addition a value.
 *
 * <pre>
 *   ns      0 1 2 ... 7 | 8 9 ... 15 | 16 18 ... 30 | 32 36 ... 60 | ... | 2^40 ... and more
 *   cell    0 1 2 ... 7 | 8 9 ... 15 | 16 17 ... 23 | 24 25 ... 31 |
 * </pre>
 */
public final class TimeHistogram {
  private static final int BITS = 3;
  private static final int PARTS = 1 << BITS;
  private static final int LARGEST_POWER = 40;

  /** Cells that a histogram has. */
  static final int CELLS = (LARGEST_POWER - BITS + 2) * PARTS;

  /**
   * So many took from {@code fromNs} to less than {@code toNs}.
   *
   * @param toNs twice {@code fromNs}; -1: there is no end
   */
  public record Bucket(long fromNs, long toNs, long count) {}

  private final long[] cells;

  /**
   * @param cells a copy
   */
  TimeHistogram(long[] cells) {
    this.cells = cells;
  }

  /** Where a time is counted. */
  static int cell(long ns) {
    if (ns < PARTS) {
      return (int) Math.max(0, ns);
    }
    int power = 63 - Long.numberOfLeadingZeros(ns);
    if (power > LARGEST_POWER) {
      return CELLS - 1;
    }
    return (power - BITS + 1) * PARTS + ((int) (ns >>> (power - BITS)) & PARTS - 1);
  }

  /** The least time that is counted there. */
  static long from(int cell) {
    int power = cell / PARTS + BITS - 1;
    return cell < PARTS ? cell : (long) (PARTS + cell % PARTS) << (power - BITS);
  }

  public long count() {
    long sum = 0;
    for (long n : cells) {
      sum += n;
    }
    return sum;
  }

  /** By powers of two, only those that there were. */
  public List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (long from = 1; from > 0 && from <= 1L << LARGEST_POWER; from <<= 1) {
      boolean first = from == 1;
      boolean last = from == 1L << LARGEST_POWER;
      long count = first ? cells[0] : 0;
      int end = last ? CELLS : cell(from << 1);
      for (int cell = cell(from); cell < end; cell++) {
        count += cells[cell];
      }
      if (count > 0) {
        buckets.add(new Bucket(first ? 0 : from, last ? -1 : from << 1, count));
      }
    }
    return buckets;
  }

  /** What was counted since another reading of the same. */
  public TimeHistogram since(TimeHistogram before) {
    long[] difference = cells.clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= before.cells[i];
    }
    return new TimeHistogram(difference);
  }

  /**
   * The time below which that share of all lies, taken to be even within a cell; -1 when nothing
   * was counted.
   *
   * @param share 0 to 1
   */
  public double quantileNs(double share) {
    long count = count();
    if (count == 0) {
      return -1;
    }
    double rank = share * count;
    long below = 0;
    for (int cell = 0; cell < CELLS; cell++) {
      if (cells[cell] > 0 && below + cells[cell] >= rank) {
        long from = from(cell);
        long to = cell + 1 < CELLS ? from(cell + 1) : 2 * from;
        return from + (to - from) * Math.max(0, rank - below) / cells[cell];
      }
      below += cells[cell];
    }
    return from(CELLS - 1);
  }
}
