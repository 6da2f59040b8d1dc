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
 * up in one subtable after the other, half of them on average, and may be entered into the exact
 * cache.
 */
@State(Scope.Thread)
public class MegaflowHitBenchmark {
  @Param({"1", "10", "100"})
  public int masks;

  @Param({"1000", "8000", "100000"})
  public int flows;

  private ManyMasks set;
  private Lookup lookup;
  private int flow;
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    set = new ManyMasks(masks, flows);
    List<String> rules = new ArrayList<>(set.rules());
    // No packet is sent there, but ports are a part of the exact cache's keys.
    rules.add("priority=1,udp,nw_dst=1.0.0.0/8,tp_src=1,tp_dst=1,actions=drop");
    lookup = new Lookup(rules);
    for (int n = 0; n < flows; n += Frames.BURST) {
      packet();
    }
    int megaflows = lookup.lane.megaflowCount();
    int subtables = lookup.lane.view(0, 0).masks().size();
    if (megaflows != flows || subtables != masks) {
      throw new IllegalStateException(megaflows + " megaflows of " + subtables + " masks");
    }
    lookup.filled();
  }

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public Verdict[] packet() {
    for (int i = 0; i < Frames.BURST; i++) {
      Frames.source(lookup.burst, i, set.source(flow));
      Frames.address(lookup.burst, i, set.destination(flow), next >>> 16, next & 0xffff);
      next++;
      if (++flow == flows) {
        flow = 0;
      }
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
