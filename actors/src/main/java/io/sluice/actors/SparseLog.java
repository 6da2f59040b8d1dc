package io.sluice.actors;

import java.util.function.Consumer;

/**
 * Lines that someone outside can cause as often as he likes, such as a front end that connects and
 * leaves: some in every period, and then how many were left out. Owned by one actor; times are the
 * caller's.
 */
final class SparseLog {
  static final int LINES = 10;
  static final long PERIOD_NS = 10_000_000_000L;

  private final Consumer<String> log;
  private long periodNs;
  private int lines;
  private long leftOut;

  SparseLog(long nowNs, Consumer<String> log) {
    this.periodNs = nowNs;
    this.log = log;
  }

  void say(String line, long nowNs) {
    if (nowNs - periodNs >= PERIOD_NS) {
      if (leftOut > 0) {
        log.accept(
            "%s (and %d lines like it left out in the last %d s)"
                .formatted(line, leftOut, (nowNs - periodNs) / 1_000_000_000L));
      } else {
        log.accept(line);
      }
      periodNs = nowNs;
      lines = 1;
      leftOut = 0;
    } else if (lines < LINES) {
      lines++;
      log.accept(line);
    } else {
      leftOut++;
    }
  }
}
