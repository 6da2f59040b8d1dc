package io.sluice.perf.micro;

import io.sluice.flow.cache.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a packet cost that the exact cache does not know and a megaflow does? Its key is looked
 * up in one subtable after the other, half of them on average, and entered into the exact cache.
 */
@State(Scope.Thread)
public class MegaflowHitBenchmark {
  @Param({"1", "4", "16"})
  public int subtables;

  private Lookup lookup;
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    List<String> rules = new ArrayList<>();
    for (int n = 0; n < subtables; n++) {
      rules.add(
          "priority=%d,udp,nw_dst=10.%d.0.0/%d,actions=output:2"
              .formatted(100 - n, n, 16 + n % 16));
    }
    // No packet is sent there, but ports are a part of the exact cache's keys.
    rules.add("priority=1,udp,nw_dst=11.0.0.0/8,tp_src=1,tp_dst=1,actions=drop");
    lookup = new Lookup(rules);
    packet();
    if (lookup.lane.megaflowCount() != subtables) {
      throw new IllegalStateException(lookup.lane.megaflowCount() + " megaflows");
    }
    lookup.filled();
  }

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public Verdict[] packet() {
    for (int i = 0; i < Frames.BURST; i++) {
      int n = next++;
      Frames.address(
          lookup.burst, i, 0x0a000000 + (n % subtables << 16), n & 0xffff, n >>> 8 & 0xffff);
    }
    return lookup.classify();
  }

  @TearDown(Level.Trial)
  public void wasAsked() {
    if (lookup.megaflowShare() < 0.95) {
      throw new IllegalStateException("the megaflows did not answer");
    }
  }
}
