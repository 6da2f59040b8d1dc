package io.sluice.openflow.connection;

/** Pauses between attempts: doubled each time up to a limit. Used by one thread. */
final class Backoff {
  private final long firstMillis;
  private final long maxMillis;
  private long nextMillis;

  Backoff(long firstMillis, long maxMillis) {
    this.firstMillis = firstMillis;
    this.maxMillis = maxMillis;
    this.nextMillis = firstMillis;
  }

  long next() {
    long millis = nextMillis;
    nextMillis = Math.min(2 * nextMillis, maxMillis);
    return millis;
  }

  void reset() {
    nextMillis = firstMillis;
  }
}
