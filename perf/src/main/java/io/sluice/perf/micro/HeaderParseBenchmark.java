package io.sluice.perf.micro;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderParser;
import io.sluice.ring.packet.PacketBurst;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What does it cost to make a flow key of a packet? Grows with how deep the rules look. */
@State(Scope.Thread)
public class HeaderParseBenchmark {
  @Param public HeaderParser.Depth depth;

  private final PacketBurst burst = Frames.burst();
  private final long[] keys = new long[Frames.BURST * FlowKey.STRIDE];

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public long[] packet() {
    for (int i = 0; i < Frames.BURST; i++) {
      HeaderParser.parse(
          burst.heads,
          burst.headOffset[i],
          burst.headLength[i],
          burst.length[i],
          1,
          keys,
          i * FlowKey.STRIDE,
          depth);
    }
    return keys;
  }
}
