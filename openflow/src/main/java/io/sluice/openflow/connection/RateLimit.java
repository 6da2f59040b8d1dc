package io.sluice.openflow.connection;

/**
 * A token bucket over packet-ins of one peer, as Open vSwitch's {@code controller_rate_limit}.
 * Guarded by its monitor, which nobody holds for long.
 */
final class RateLimit {
  private static final long SECOND_NS = 1_000_000_000L;

  private final long perSecond;
  private final long burst;

  /** In billionths of a packet, so that a rate of one a second is exact. */
  private long tokens;

  private long lastNs;
  private long refused;

  /**
   * @param perSecond 0: no limit
   */
  RateLimit(int perSecond, long nowNs) {
    this.perSecond = perSecond;
    // A quarter of a second's packets at once, as Open vSwitch has it where nothing is said.
    burst = Math.max(1, perSecond / 4) * SECOND_NS;
    tokens = burst;
    lastNs = nowNs;
  }

  synchronized boolean take(long nowNs) {
    if (perSecond == 0) {
      return true;
    }
    long passed = Math.clamp(nowNs - lastNs, 0, SECOND_NS);
    lastNs = nowNs;
    tokens = Math.min(burst, tokens + passed * perSecond);
    if (tokens < SECOND_NS) {
      refused++;
      return false;
    }
    tokens -= SECOND_NS;
    return true;
  }

  synchronized long refused() {
    return refused;
  }
}
