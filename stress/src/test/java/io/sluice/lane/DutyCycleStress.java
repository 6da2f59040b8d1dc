package io.sluice.lane;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A lane's mailbox runs: how snapshots, rings and questions reach the lane. */
public class DutyCycleStress {
  private DutyCycleStress() {}

  /** What was written before a run was queued is seen by the run, once, on the lane. */
  @JCStressTest
  @Outcome(id = "8, 0", expect = Expect.ACCEPTABLE, desc = "each run once, with what was written")
  @State
  public static class Mailbox {
    private final DutyCycle duty = new DutyCycle(t -> {});
    private int[] snapshot;
    private int runs;
    private int wrong;

    private void work(int generation) {
      runs++;
      wrong += snapshot != null && snapshot[0] >= generation ? 0 : 1;
    }

    @Actor
    public void bridge() {
      for (int n = 1; n <= 8; n++) {
        int generation = n;
        snapshot = new int[] {generation};
        duty.submit(() -> work(generation));
      }
    }

    @Actor
    public void lane() {
      for (int n = 0; n < 8; n++) {
        duty.cycle(n);
      }
    }

    @Arbiter
    public void rest(II_Result r) {
      duty.finish();
      r.r1 = runs;
      r.r2 = wrong + (int) duty.counters().failedTasks();
    }
  }

  /** Runs that two threads queue at once are all run. */
  @JCStressTest
  @Outcome(id = "16, 0", expect = Expect.ACCEPTABLE, desc = "none lost")
  @State
  public static class TwoSenders {
    private final DutyCycle duty = new DutyCycle(t -> {});
    private int runs;

    @Actor
    public void first() {
      for (int n = 0; n < 8; n++) {
        duty.submit(() -> runs++);
      }
    }

    @Actor
    public void second() {
      for (int n = 0; n < 8; n++) {
        duty.submit(() -> runs++);
      }
    }

    @Arbiter
    public void rest(II_Result r) {
      duty.finish();
      r.r1 = runs;
      r.r2 = (int) duty.counters().failedTasks();
    }
  }
}
