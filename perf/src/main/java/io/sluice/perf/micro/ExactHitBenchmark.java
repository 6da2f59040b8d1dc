package io.sluice.perf.micro;

import io.sluice.flow.cache.Verdict;
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
 * What does a packet cost that the exact cache knows: parse, pack, hash, compare? Grows with the
 * flows that the caches of the CPU must hold.
 */
@State(Scope.Thread)
public class ExactHitBenchmark {
  @Param({"32", "1024", "8192"})
  public int flows;

  private Lookup lookup;
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    lookup = new Lookup(List.of("ip,nw_dst=10.255.255.255,actions=drop", "actions=output:2"));
    for (int n = 0; n < 2 * flows; n += Frames.BURST) {
      packet();
    }
    lookup.filled();
  }

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public Verdict[] packet() {
    for (int i = 0; i < Frames.BURST; i++) {
      Frames.address(lookup.burst, i, 0x0a000000 + (next++ & flows - 1), 5, 9);
    }
    return lookup.classify();
  }

  @TearDown(Level.Trial)
  public void wasAsked() {
    if (lookup.exactShare() < 0.95) {
      throw new IllegalStateException("the exact cache did not answer");
    }
  }
}
