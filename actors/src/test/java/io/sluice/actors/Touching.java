package io.sluice.actors;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.virtqueue.VringConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Rings that do nothing but read their memory at every poll. */
final class Touching implements QueuePair {
  final VringConfig[] configs = new VringConfig[2];
  private final Indices[] last = {new Indices(0, 0), new Indices(0, 0)};
  final AtomicInteger running = new AtomicInteger();
  final AtomicInteger starts = new AtomicInteger();
  final AtomicReference<String> fault = new AtomicReference<>();
  final AtomicInteger polls = new AtomicInteger();
  volatile int workedUntil = -1;
  volatile long seen;

  @Override
  public List<RingDetails> rings() {
    return List.of();
  }

  @Override
  public void start(int ring, VringConfig config) {
    configs[ring & 1] = config;
    starts.incrementAndGet();
    running.incrementAndGet();
  }

  @Override
  public Indices stop(int ring) {
    VringConfig was = configs[ring & 1];
    if (was == null) {
      return last[ring & 1]; // a queue that stands still may be stopped again
    }
    configs[ring & 1] = null;
    running.decrementAndGet();
    last[ring & 1] =
        workedUntil < 0
            ? new Indices(was.availIndex(), was.usedIndex())
            : new Indices(workedUntil, workedUntil);
    return last[ring & 1];
  }

  @Override
  public int poll(long nowNs) {
    polls.incrementAndGet();
    for (VringConfig c : configs) {
      if (c != null) {
        // Kept, so that no compiler can leave the reading out.
        seen += Memory.getLong(c.descriptors()) + Memory.getShort(c.used() + 2);
      }
    }
    return 0;
  }

  @Override
  public String fault() {
    return fault.get();
  }
}
