package io.sluice.actors;

/**
 * Whether it is time to rebalance without being asked: a lane was overloaded at every measurement
 * for as long as the settings say, and the last round was long enough ago. Owned by the
 * LaneManager.
 */
final class Overload {
  private static final long NEVER = Long.MIN_VALUE;

  private final RebalanceSettings settings;
  private final long[] since;
  private boolean ran;
  private long lastNs;

  Overload(int lanes, RebalanceSettings settings) {
    this.settings = settings;
    since = new long[lanes];
    java.util.Arrays.fill(since, NEVER);
  }

  void measured(int lane, double busyShare, long nowNs) {
    if (busyShare * 100 < settings.loadPercent()) {
      since[lane] = NEVER;
    } else if (since[lane] == NEVER) {
      since[lane] = nowNs;
    }
  }

  /** True at most once an interval; asking counts as a round when it is. */
  boolean due(long nowNs) {
    if (!settings.automatic() || since.length < 2) {
      return false;
    }
    if (ran && nowNs - lastNs < settings.interval().toNanos()) {
      return false;
    }
    for (long from : since) {
      if (from != NEVER && nowNs - from >= settings.sustained().toNanos()) {
        ran = true;
        lastNs = nowNs;
        return true;
      }
    }
    return false;
  }
}
