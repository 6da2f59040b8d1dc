package io.sluice.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where a lane's time goes: what one poller took in the cycles that are timed, which are every so
 * many of them. Set in proportion to the other pollers of the lane it tells the poller's share of
 * the lane's busy time. The lane writes, any thread reads.
 */
public final class PollTime {
  private static final VarHandle BUSY_NS = handle("busyNs");
  private static final VarHandle LONGEST_NS = handle("longestNs");

  private final String poller;
  private final LaneCounters lane;
  private final long fromCycle;
  private long busyNs;
  private long longestNs;

  /**
   * @param lane polls it once a cycle from now on
   */
  PollTime(String poller, LaneCounters lane) {
    this.poller = poller;
    this.lane = lane;
    fromCycle = lane.cycles();
  }

  void add(boolean busy, long ns) {
    if (busy) {
      BUSY_NS.setOpaque(this, busyNs + ns);
    }
    if (ns > longestNs) {
      LONGEST_NS.setOpaque(this, ns);
    }
  }

  /** Whose time this is, see {@link Poller#name}. */
  public String poller() {
    return poller;
  }

  /** How often it was polled since it came to the lane. */
  public long polls() {
    return Math.max(0, lane.cycles() - fromCycle);
  }

  /** Time of the timed polls that found work. */
  public long busyNs() {
    return (long) BUSY_NS.getOpaque(this);
  }

  /** The longest of the timed polls. */
  public long longestNs() {
    return (long) LONGEST_NS.getOpaque(this);
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(PollTime.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
