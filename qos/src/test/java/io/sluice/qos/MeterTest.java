package io.sluice.qos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int LENGTH = 1500;

  @Test
  void shouldGiveTheBurstAtOnceAndThenTheRate() {
    TokenBucket bucket = new TokenBucket(1000, 50);
    int taken = 0;
    for (int i = 0; i < 200; i++) {
      taken += bucket.take(1, 7) ? 1 : 0;
    }
    assertEquals(50, taken);
    assertFalse(bucket.take(1, 7 + 999_999));
    assertTrue(bucket.take(1, 7 + 1_000_000));
    assertFalse(bucket.take(1, 7 + 1_000_001));
    assertTrue(bucket.take(50, 7 + 10 * SECOND), "no more than the burst gathers");
    assertFalse(bucket.take(1, 7 + 10 * SECOND));
    assertFalse(bucket.take(1, 7 + 9 * SECOND), "time that goes back is no time");
  }

  @Test
  void shouldRefuseABucketThatIsNone() {
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket(Double.NaN, 1));
  }

  /** Packets at twice the rate: a thousandth off at most, beyond the first burst. */
  @ParameterizedTest
  @CsvSource({"true, 1", "true, 1000000", "false, 13", "false, 1000000", "false, 400000000"})
  void shouldLetTheRateThrough(boolean packets, long rate) {
    Meter meter = new Meter(packets, List.of(new Meter.Band(Meter.Kind.DROP, rate, 0, 0)));
    double perSecond = packets ? rate : rate * 1000.0 / (8 * LENGTH);
    long stepNs = Math.max(1, (long) (SECOND / perSecond / 2));
    long steps = Math.min(60 * SECOND / stepNs, 4_000_000);
    long passed = 0;
    for (long i = 0; i < steps; i++) {
      passed += meter.police(LENGTH, 5 + i * stepNs) == Meter.PASS ? 1 : 0;
    }
    double seconds = steps * stepNs / 1e9;
    double most = Math.min(steps, perSecond * (seconds + 1)); // the burst is a second's worth
    assertEquals(most, passed, most / 1000 + 2); // whole packets
    long[] counts = meter.counts();
    assertEquals(steps, counts[0]);
    assertEquals(steps * LENGTH, counts[1]);
    assertEquals(steps - passed, counts[2]);
  }

  @Test
  void shouldApplyTheBandOfTheHighestRateThatIsExceeded() {
    List<Meter.Band> bands =
        List.of(
            new Meter.Band(Meter.Kind.DROP, 100, 20, 0),
            new Meter.Band(Meter.Kind.DSCP_REMARK, 10, 5, 1));
    Meter meter = new Meter(true, bands);
    int[] hits = new int[3];
    for (int i = 0; i < 30; i++) {
      hits[1 + meter.police(64, 1)]++;
    }
    assertArrayEquals(new int[] {5, 10, 15}, hits, "5 pass, 10 are dropped, 15 remarked");
    assertArrayEquals(new long[] {30, 1920, 10, 640, 15, 960}, meter.counts());
    assertEquals(Meter.Kind.DSCP_REMARK, meter.kind(1));
    assertEquals(1, meter.precedence(1));
    assertTrue(meter.is(true, bands));
    assertFalse(meter.is(false, bands));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1, 12", "10, 2, 14", "10, 9, 14", "14, 1, 14", "34, 1, 36",
    "0, 1, 0", "46, 1, 46", "8, 1, 8", "42, 1, 42", "11, 1, 11"
  })
  void shouldRaiseTheDropPrecedence(int dscp, int by, int want) {
    assertEquals(want, Dscp.raiseDropPrecedence(dscp, by));
  }
}
