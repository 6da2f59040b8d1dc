package io.sluice.capture;

import io.sluice.datapath.tap.TapClock;
import java.time.Instant;

/** Sets lanes' clocks by the wall's: again when that was corrected, and only then. One thread. */
final class WallClock {
  /** Less is what reading two clocks one after the other makes of it. */
  private static final long TOLERANCE_NS = 50_000;

  private static final int TRIES = 5;

  private final TapClock clock;
  private long offsetNs;
  private boolean set;

  WallClock(TapClock clock) {
    this.clock = clock;
  }

  void set() {
    long measured = offset();
    if (!set || Math.abs(measured - offsetNs) > TOLERANCE_NS) {
      offsetNs = measured;
      set = true;
      clock.set(measured);
    }
  }

  /** Nanoseconds since 1970 when nanoTime is 0: of the try that was least interrupted. */
  private static long offset() {
    long best = 0;
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long before = System.nanoTime();
      Instant now = Instant.now();
      long took = System.nanoTime() - before;
      if (took < shortest) {
        shortest = took;
        best = now.getEpochSecond() * 1_000_000_000L + now.getNano() - before - took / 2;
      }
    }
    return best;
  }
}
