package io.sluice.ring.device;

/**
 * How many packets are due at a given rate. Owned by the lane that asks. It owes at most 10 ms of
 * packets (and at least one): a lane that was away does not answer with a flood.
 */
public final class RatePacer {
  private static final long NANOS = 1_000_000_000L;
  private static final long LONGEST_NS = 10_000_000L;

  /** Above any link's rate, and its products with 10 ms stay inside a long. */
  public static final long MAX_RATE = 1_000_000_000L;

  private final long packetsPerSecond;
  private final long mostCredit;
  private long lastNs;
  private boolean started;
  // In packets times 10^9, so that no rate is rounded.
  private long credit;

  /**
   * @param packetsPerSecond 0: as fast as taken
   */
  public RatePacer(long packetsPerSecond) {
    if (packetsPerSecond < 0 || packetsPerSecond > MAX_RATE) {
      throw new IllegalArgumentException(
          "packets per second must be 0 (as fast as taken) to "
              + MAX_RATE
              + ", not "
              + packetsPerSecond);
    }
    this.packetsPerSecond = packetsPerSecond;
    this.mostCredit = Math.max(NANOS, packetsPerSecond * LONGEST_NS);
  }

  /** Packets that may go now, at most {@code most}. The first is due at the first call. */
  public int due(int most, long nowNs) {
    if (packetsPerSecond == 0) {
      return most;
    }
    if (!started) {
      started = true;
      credit = NANOS;
    } else {
      long elapsed = Math.clamp(nowNs - lastNs, 0, NANOS);
      // NANOS * MAX_RATE is 10^18, inside a long.
      credit = Math.min(mostCredit, credit + elapsed * packetsPerSecond);
    }
    lastNs = nowNs;
    return (int) Math.min(most, credit / NANOS);
  }

  /** Takes {@code packets} off what is due. */
  public void sent(int packets) {
    if (packetsPerSecond != 0) {
      credit -= packets * NANOS;
    }
  }
}
