package io.sluice.perf.micro;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.virtqueue.GuestMemory;
import io.sluice.ring.virtqueue.VhostRxQueue;
import io.sluice.ring.virtqueue.VhostTxQueue;
import io.sluice.ring.virtqueue.VringConfig;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a packet of 64 bytes cost out of a guest's ring, and into one? The guest is this
 * thread, which moves the avail index only: no other CPU's cache is involved, so these are lower
 * bounds.
 */
@State(Scope.Thread)
public class SplitRingBenchmark {
  private static final int SIZE = 1024;
  private static final int BUFFER = 2048;
  private static final int HEADER = 12;
  private static final int WRITE = 2;
  private static final int HEAD_BYTES = 128;
  // Of the ring (virtio 1.2, 2.7): descriptors, avail ring, used ring.
  private static final long AVAILABLE = 16L * SIZE;
  private static final long USED = AVAILABLE + 8L * SIZE;
  private static final long RING = USED + 16L * SIZE;
  private static final long VERSION_1_AND_MERGEABLE = 1L << 32 | 1L << 15;

  private final VhostRxQueue out = new VhostRxQueue(new QueueCounters());
  private final VhostTxQueue in = new VhostTxQueue(new QueueCounters());
  private final PacketBurst received = new PacketBurst();
  private final PacketBurst sent = Frames.burst();
  private final int[] all = new int[Frames.BURST];
  private Region memory;
  private long availOut;
  private long availIn;
  private int outIndex;
  private int inIndex;

  @Setup(Level.Trial)
  public void map() {
    memory = Region.plain("sluice-jmh", 2 * (RING + (long) SIZE * BUFFER));
    out.start(ring(0, 0, HEADER + Frames.LENGTH));
    in.start(ring(RING + (long) SIZE * BUFFER, WRITE, BUFFER));
    availOut = memory.address() + AVAILABLE + 2;
    availIn = memory.address() + RING + (long) SIZE * BUFFER + AVAILABLE + 2;
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
  }

  /** Lays a ring whose entry i is descriptor i, which is buffer i. */
  private VringConfig ring(long offset, int flags, int length) {
    long at = memory.address() + offset;
    for (int i = 0; i < SIZE; i++) {
      Memory.putLong(at + 16L * i, offset + RING + (long) i * BUFFER);
      Memory.putInt(at + 16L * i + 8, length);
      Memory.putShort(at + 16L * i + 12, flags);
      Memory.putShort(at + AVAILABLE + 4 + 2L * i, i);
    }
    GuestMemory guest =
        new GuestMemory(List.of(new GuestMemory.Region(0, memory.size(), 0, memory.address())));
    return new VringConfig(
        SIZE, at, at + AVAILABLE, at + USED, 0, 0, VERSION_1_AND_MERGEABLE, null, true, guest);
  }

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public int receive() {
    outIndex += Frames.BURST;
    Memory.putShortRelease(availOut, outIndex);
    received.clear();
    int n = out.receive(received, HEAD_BYTES, 0);
    out.release(received);
    return check(n);
  }

  @Benchmark
  @OperationsPerInvocation(Frames.BURST)
  public int transmit() {
    inIndex += Frames.BURST;
    Memory.putShortRelease(availIn, inIndex);
    int n = in.transmit(sent, all, Frames.BURST);
    in.flush();
    return check(n);
  }

  private static int check(int n) {
    if (n != Frames.BURST) {
      throw new IllegalStateException(n + " packets");
    }
    return n;
  }

  @TearDown(Level.Trial)
  public void unmap() {
    out.stop();
    in.stop();
    memory.close();
  }
}
