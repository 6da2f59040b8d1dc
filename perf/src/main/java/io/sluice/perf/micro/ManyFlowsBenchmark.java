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
 * What does a packet cost when flows that come again, one after the other, are more than the exact
 * cache holds? Each of 8000 megaflows has many of them.
 */
@State(Scope.Thread)
public class ManyFlowsBenchmark {
  private static final int MEGAFLOWS = 8000;

  @Param({"10", "100"})
  public int masks;

  @Param({"60000", "200000", "1000000"})
  public int flows;

  private ManyMasks set;
  private Lookup lookup;
  private int megaflow;
  private int flow;

  @Setup(Level.Trial)
  public void fill() {
    set = new ManyMasks(masks, MEGAFLOWS);
    List<String> rules = new ArrayList<>(set.rules());
    rules.add("priority=1,udp,nw_dst=1.0.0.0/8,tp_src=1,tp_dst=1,actions=drop");
    lookup = new Lookup(rules);
    for (int n = 0; n < 2 * flows; n += Frames.BURST) {
      packet();
    }
    lookup.filled();
  }

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public Verdict[] packet() {
    for (int i = 0; i < Frames.BURST; i++) {
      Frames.source(lookup.burst, i, set.source(megaflow));
      Frames.address(lookup.burst, i, set.destination(megaflow), flow >>> 16, flow & 0xffff);
      if (++megaflow == MEGAFLOWS) {
        megaflow = 0;
      }
      if (++flow == flows) {
        flow = 0;
        megaflow = 0;
      }
    }
    return lookup.classify();
  }

  @TearDown(Level.Trial)
  public void wasAnswered() {
    if (lookup.exactShare() + lookup.megaflowShare() < 1) {
      throw new IllegalStateException("the slow path was asked");
    }
  }
}
