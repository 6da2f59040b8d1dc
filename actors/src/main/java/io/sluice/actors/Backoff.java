package io.sluice.actors;

import java.time.Duration;

/**
 * How long to wait before something that failed is started again: 50 ms, doubling up to 5 s; from
 * the start again once it has been healthy for 10 s. Owned by one actor; the time is passed in.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(50);
  static final Duration LONGEST = Duration.ofSeconds(5);
  static final Duration HEALTHY = Duration.ofSeconds(10);

  private Duration next = FIRST;
  private boolean healthy;
  private long healthySinceNs;
  private int restarts;
  private String lastFailure = "";

  /** It works since now. */
  void started(long nowNs) {
    healthy = true;
    healthySinceNs = nowNs;
  }

  /** It failed: counts, and says how long to wait. */
  Duration failed(String why, long nowNs) {
    if (healthy && nowNs - healthySinceNs >= HEALTHY.toNanos()) {
      next = FIRST;
    }
    healthy = false;
    restarts++;
    lastFailure = why;
    Duration wait = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return wait;
  }

  int restarts() {
    return restarts;
  }

  /** Why it failed last; empty when it never did. */
  String lastFailure() {
    return lastFailure;
  }
}
