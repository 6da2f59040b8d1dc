package io.sluice.lane;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** What a lane does when a cycle found no work. */
public enum IdleMode {
  /** Spins: lowest latency, and the CPU is always at 100 %. */
  SPIN {
    @Override
    IdleStrategy strategy() {
      return BusySpinIdleStrategy.INSTANCE;
    }
  },
  /** Spins, yields, then sleeps up to half a millisecond: for laptops and tests. */
  BACKOFF {
    @Override
    IdleStrategy strategy() {
      return new BackoffIdleStrategy(100, 20, 20_000, 500_000);
    }
  };

  abstract IdleStrategy strategy();
}
