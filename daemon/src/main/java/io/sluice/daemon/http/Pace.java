package io.sluice.daemon.http;

/**
 * Two readings of the same counters some time apart, for rates. Any thread.
 *
 * @param <T> a reading; immutable
 */
final class Pace<T> {
  private static final long LEAST_NS = 500_000_000L;
  private static final long MOST_NS = 10_000_000_000L;

  /**
   * What to compare with.
   *
   * @param earlier null: nothing that would do
   */
  record Since<T>(T earlier, double seconds) {
    /** A second's part of what was added since. */
    double rate(long now, long before) {
      return Math.round((now - before) / seconds * 10) / 10.0;
    }
  }

  private T newest;
  private long newestNs;
  private T older;
  private long olderNs;

  /** Takes a reading, and gives the one before it that is some time ago. */
  synchronized Since<T> take(T reading, long takenNs) {
    if (newest == null || takenNs - newestNs >= LEAST_NS) {
      older = newest;
      olderNs = newestNs;
      newest = reading;
      newestNs = takenNs;
    }
    long passed = takenNs - olderNs;
    boolean usable = older != null && passed > 0 && passed <= MOST_NS;
    return new Since<>(usable ? older : null, passed / 1e9);
  }
}
