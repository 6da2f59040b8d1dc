package io.sluice.flow.pipeline;

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A rule's statistics, which every lane adds to in a slot of its own. */
public class RuleStatsStress {
  private RuleStatsStress() {}

  /** Two lanes meet a rule for the first time at once: no packet is lost. */
  @JCStressTest
  @Outcome(id = "24, 2400", expect = Expect.ACCEPTABLE, desc = "both lanes' packets")
  @State
  public static class FirstPackets {
    private final RuleStats[] rules = new RuleStats[8];

    public FirstPackets() {
      Arrays.setAll(rules, i -> new RuleStats());
    }

    @Actor
    public void first() {
      for (RuleStats stats : rules) {
        stats.slot(0).add(1, 100, 7);
      }
    }

    @Actor
    public void second() {
      for (RuleStats stats : rules) {
        stats.slot(5).add(2, 200, 8);
      }
    }

    @Arbiter
    public void sum(II_Result r) {
      for (RuleStats stats : rules) {
        r.r1 += (int) stats.packets();
        r.r2 += (int) stats.bytes();
      }
    }
  }

  /** A reader sees sums that only grow. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "growing")
  @State
  public static class Read {
    private final RuleStats stats = new RuleStats();

    @Actor
    public void lane() {
      for (int lane = 0; lane < 8; lane++) {
        stats.slot(lane).add(1, 100, 7);
        stats.slot(lane).add(1, 100, 8);
      }
    }

    @Actor
    public void reader(II_Result r) {
      for (int n = 0; n < 16; n++) {
        int packets = (int) stats.packets();
        r.r1 += packets < r.r2 || packets > 16 ? 1 : 0;
        r.r2 = packets;
      }
    }
  }
}
