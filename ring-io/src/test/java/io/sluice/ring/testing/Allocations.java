package io.sluice.ring.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Shows that a piece of work allocates nothing once compiled. The compiler works beside the test,
 * so rounds are made until several in a row allocated nothing; code that allocates never gets
 * there.
 */
public final class Allocations {
  private static final int ROUNDS = 300;
  private static final int IN_A_ROW = 3;

  private Allocations() {}

  public static void assertNone(Runnable work) {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int clean = 0;
    long last = 0;
    for (int i = 0; i < ROUNDS && clean < IN_A_ROW; i++) {
      // What the measuring itself allocates is the same each time.
      long a = bean.getCurrentThreadAllocatedBytes();
      long b = bean.getCurrentThreadAllocatedBytes();
      work.run();
      last = bean.getCurrentThreadAllocatedBytes() - b - (b - a);
      clean = last == 0 ? clean + 1 : 0;
    }
    assertEquals(IN_A_ROW, clean, "bytes allocated in a round: " + last);
  }
}
