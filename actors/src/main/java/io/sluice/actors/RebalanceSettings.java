package io.sluice.actors;

import java.time.Duration;

/**
 * When queues are moved to other lanes without being asked. The terms are those of OVS's PMD auto
 * load balance, and so is the default: off.
 *
 * @param automatic whether it is done at all; a request does it once in any case
 * @param loadPercent a lane is overloaded when it is this busy, 1 to 100
 * @param improvementPercent by how much a move must lower the variance of the lanes' loads, 1 to
 *     100
 * @param sustained how long a lane must be overloaded before anything is moved
 * @param interval least time between two rounds
 */
public record RebalanceSettings(
    boolean automatic,
    int loadPercent,
    int improvementPercent,
    Duration sustained,
    Duration interval) {
  /** Off; if it were on: 95 % for ten seconds, 25 % better, once a minute. */
  public static final RebalanceSettings OFF =
      new RebalanceSettings(false, 95, 25, Duration.ofSeconds(10), Duration.ofSeconds(60));

  public RebalanceSettings {
    check("load", loadPercent);
    check("improvement", improvementPercent);
    if (sustained.isNegative() || interval.isNegative()) {
      throw new SwitchException("rebalance: times must not be negative");
    }
  }

  /** With everything else as it is. */
  public RebalanceSettings withAutomatic(boolean on) {
    return new RebalanceSettings(on, loadPercent, improvementPercent, sustained, interval);
  }

  private static void check(String what, int percent) {
    if (percent < 1 || percent > 100) {
      throw new SwitchException(
          "rebalance: %s: expected 1 to 100 percent, got %d".formatted(what, percent));
    }
  }
}
