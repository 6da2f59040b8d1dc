package io.sluice.ring.device;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** A queue's counters while they are read. */
public class QueueCountersStress {
  private static final long STEP = (1L << 32) + 1;
  private static final int TIMES = 16;

  private QueueCountersStress() {}

  /** A reader sees each counter whole, and never less than it saw before. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "whole and growing")
  @State
  public static class Grow {
    private final QueueCounters counters = new QueueCounters();

    @Actor
    public void lane() {
      for (int n = 0; n < TIMES; n++) {
        counters.refuse(DropReason.QUEUE_FULL, STEP);
      }
    }

    @Actor
    public void reader(IJ_Result r) {
      long last = 0;
      for (int n = 0; n < TIMES; n++) {
        long now = counters.drops(DropReason.QUEUE_FULL);
        r.r1 += now < last || now % STEP != 0 ? 1 : 0;
        last = counters.drops();
        r.r1 += last < now || last % STEP != 0 ? 1 : 0;
      }
      r.r2 = last / STEP;
    }
  }
}
