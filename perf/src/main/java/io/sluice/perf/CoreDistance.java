package io.sluice.perf;

import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Sched;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far CPU 0 and CPU 1 are from each other: the time a cache line takes from one to the other.
 * The switch polls on one and the load on the other, so this bounds what any switch can reach. On a
 * virtual machine it changes when the host moves a virtual CPU to another part of the processor: a
 * rate is only worth comparing with one that was seen at the same distance.
 */
final class CoreDistance {
  private static final int ROUNDS = 100_000;
  private static final int WARM = 20_000;
  private static final long GIVE_UP_NS = 5_000_000_000L;

  private CoreDistance() {}

  /** Nanoseconds one way, the mean of many; empty where threads cannot be pinned. Takes 0.1 s. */
  static OptionalLong nanoseconds() throws InterruptedException {
    AtomicLong line = new AtomicLong();
    AtomicLong result = new AtomicLong(-1);
    long deadline = System.nanoTime() + GIVE_UP_NS;
    Thread answer = Thread.ofPlatform().start(() -> onCpu(1, () -> bounce(line, 1, deadline)));
    Thread ask =
        Thread.ofPlatform().start(() -> onCpu(0, () -> result.set(bounce(line, 0, deadline))));
    ask.join();
    answer.join();
    return result.get() < 0 ? OptionalLong.empty() : OptionalLong.of(result.get());
  }

  private static void onCpu(int cpu, Runnable run) {
    BitSet mask = new BitSet();
    mask.set(cpu);
    try {
      Sched.setAffinity(mask);
    } catch (OsException e) {
      return; // the other one gives up at its deadline
    }
    run.run();
  }

  /** Takes turns in counting up; nanoseconds one way, or -1 when the other one does not answer. */
  private static long bounce(AtomicLong line, int turn, long deadline) {
    long from = 0;
    for (long i = turn; i < 2L * (ROUNDS + WARM); i += 2) {
      if (i == 2L * WARM) {
        from = System.nanoTime();
      }
      for (int spins = 0; line.getAcquire() != i; spins++) {
        if ((spins & 0xfffff) == 0xfffff && System.nanoTime() - deadline > 0) {
          return -1;
        }
      }
      line.setRelease(i + 1);
    }
    return turn == 0 ? (System.nanoTime() - from) / (2L * ROUNDS) : -1;
  }
}
