package io.sluice.ring.memory;

import io.sluice.stress.Slices;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What a ring's index publishes in memory that is not the JVM's. */
public class MemoryStress {
  private MemoryStress() {}

  /** Whoever sees the index sees what was written before it. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "what was published is there")
  @State
  public static class Published {
    private static final int TIMES = 16;
    private final long at = Slices.next().address();

    public Published() {
      Memory.putLong(at + 64, 0);
      Memory.putShortRelease(at, 0);
    }

    @Actor
    public void writer() {
      for (int n = 1; n <= TIMES; n++) {
        Memory.putLong(at + 64, n);
        Memory.putShortRelease(at, n);
      }
    }

    @Actor
    public void reader(II_Result r) {
      for (int n = 0; n < TIMES; n++) {
        r.r2 = Memory.getShortAcquire(at);
        r.r1 += Memory.getLong(at + 64) < r.r2 ? 1 : 0;
      }
    }
  }
}
