package io.sluice.capture;

import java.time.Duration;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * How Aeron's threads wait here: they sleep, and the longer the less there is to do. Each time that
 * one wakes costs whoever has its CPU more than what it does then.
 */
final class Sleeping {
  private Sleeping() {}

  static IdleStrategy between(Duration shortest, Duration longest) {
    return new BackoffIdleStrategy(0, 0, shortest.toNanos(), longest.toNanos());
  }

  /** Of a client, which hears of what the driver has made and taken away, and of nothing else. */
  static IdleStrategy asClient() {
    return between(Duration.ofMillis(1), Duration.ofMillis(100));
  }
}
