package io.sluice.perf.micro;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.packet.PacketBurst;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Is a loop of words faster than a call to copy, for the bytes of a packet's head? */
@State(Scope.Thread)
public class HeadCopyBenchmark {
  private static final int BUFFER = 2048;

  @Param({"22", "64", "128", "256"})
  public int bytes;

  private final Region memory = Region.plain("sluice-jmh", Frames.BURST * BUFFER);
  private final byte[] heads = new byte[Frames.BURST * PacketBurst.HEAD_STRIDE];

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public byte[] words() {
    for (int i = 0; i < Frames.BURST; i++) {
      Memory.copyHead(
          memory.address() + (long) i * BUFFER, heads, i * PacketBurst.HEAD_STRIDE, bytes);
    }
    return heads;
  }

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public byte[] call() {
    for (int i = 0; i < Frames.BURST; i++) {
      Memory.copy(memory.address() + (long) i * BUFFER, heads, i * PacketBurst.HEAD_STRIDE, bytes);
    }
    return heads;
  }

  @TearDown
  public void unmap() {
    memory.close();
  }
}
