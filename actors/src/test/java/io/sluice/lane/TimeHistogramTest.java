package io.sluice.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every time has its cell, and cells add up to powers of two and to percentiles. */
class TimeHistogramTest {
  @Test
  void shouldCountEachTimeInTheCellThatHoldsIt() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000_000; i++) {
      long ns = random.nextLong() >>> (24 + random.nextInt(40));
      int cell = TimeHistogram.cell(ns);
      assertTrue(TimeHistogram.from(cell) <= ns, ns + " in " + cell);
      assertTrue(
          cell == TimeHistogram.CELLS - 1 || ns < TimeHistogram.from(cell + 1), ns + " in " + cell);
    }
    assertEquals(TimeHistogram.CELLS - 1, TimeHistogram.cell(Long.MAX_VALUE));
    assertEquals(0, TimeHistogram.cell(-1));
  }

  @Test
  void shouldShowPowersOfTwo() {
    TimeHistogram histogram = of(0, 1, 2, 3, 100, 127, 128, 1L << 41);
    assertEquals(
        List.of(
            new TimeHistogram.Bucket(0, 2, 2),
            new TimeHistogram.Bucket(2, 4, 2),
            new TimeHistogram.Bucket(64, 128, 2),
            new TimeHistogram.Bucket(128, 256, 1),
            new TimeHistogram.Bucket(1L << 40, -1, 1)),
        histogram.buckets());
    assertEquals(8, histogram.count());
  }

  @Test
  void shouldKnowPercentilesToTheCell() {
    long[] times = new long[1000];
    for (int i = 0; i < times.length; i++) {
      times[i] = 1000 + i;
    }
    assertEquals(1500, of(times).quantileNs(0.5), 32);
    assertEquals(1999, of(times).quantileNs(0.999), 64);
    assertEquals(-1, of().quantileNs(0.5));
    assertEquals(100, of(1, 100).since(of(1)).quantileNs(1), 4);
  }

  private static TimeHistogram of(long... times) {
    long[] cells = new long[TimeHistogram.CELLS];
    for (long ns : times) {
      cells[TimeHistogram.cell(ns)]++;
    }
    return new TimeHistogram(cells);
  }
}
