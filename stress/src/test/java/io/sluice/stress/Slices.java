package io.sluice.stress;

import io.sluice.ring.memory.Region;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory for the many short-lived states of a test: pieces of one region, given out in turn.
 * jcstress keeps some ten thousand states at a time, so a piece comes back long after its state has
 * gone, with that state's bytes in it.
 */
public final class Slices {
  public static final int SIZE = 512;

  private static final int COUNT = 1 << 15;
  private static final Region REGION = Region.plain("sluice-stress", (long) SIZE * COUNT);
  private static final AtomicInteger NEXT = new AtomicInteger();

  private Slices() {}

  /** {@value #SIZE} bytes, not zeroed. */
  public static Region next() {
    int n = NEXT.getAndIncrement();
    return REGION.part((long) (n & COUNT - 1) * SIZE, SIZE);
  }

  /** A number that no state of this piece, or of its neighbours, had before. */
  public static int salt() {
    return NEXT.get() * 0x9e3779b1;
  }
}
