package io.sluice.actors;

/**
 * How often a port's link may change the tables. Each change makes a generation, which every lane's
 * cached verdicts are checked against anew; a guest that starts and stops its rings in a loop must
 * not make all others pay for that. The first changes of a period are told at once, so that a
 * guest's restart is; what the link has come to after them, at the period's end.
 */
final class LinkPace {
  private static final int AT_ONCE = 4;

  private boolean told;
  private int changes;

  /** The link as the tables have it. */
  boolean told() {
    return told;
  }

  /** The tables are made anew, for another reason. */
  void tell(boolean link) {
    told = link;
  }

  /** Whether the tables must be made anew now, because the link has changed. */
  boolean offer(boolean link) {
    if (link == told || changes == AT_ONCE) {
      return false;
    }
    changes++;
    told = link;
    return true;
  }

  /** The same, at the end of a period. */
  boolean endPeriod(boolean link) {
    changes = 0;
    return offer(link);
  }
}
