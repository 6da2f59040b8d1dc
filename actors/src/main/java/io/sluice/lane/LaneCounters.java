package io.sluice.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * What a lane did with its time. The lane's thread writes with opaque stores, any thread reads.
 *
 * <p>The time of a cycle is from its clock reading to the next cycle's, so busy and idle together
 * are all of the lane's time and cost no extra clock reading.
 */
public final class LaneCounters {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle LONGEST_POLLER;

  static {
    try {
      LONGEST_POLLER =
          MethodHandles.lookup().findVarHandle(LaneCounters.class, "longestPoller", String.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // A cache line on both sides keeps lanes' counters apart.
  private static final int PAD = 8;
  private static final int BUSY_NS = PAD;
  private static final int IDLE_NS = PAD + 1;
  private static final int TASKS = PAD + 2;
  private static final int LONGEST_CYCLE_NS = PAD + 3;
  private static final int LONGEST_POLL_NS = PAD + 4;
  private static final int FAILED_POLLERS = PAD + 5;
  private static final int MEMORY_FAULTS = PAD + 6;
  private static final int FAILED_TASKS = PAD + 7;
  private static final int CYCLE_TIMES = PAD + 8;
  private static final int POLL_TIMES = CYCLE_TIMES + TimeHistogram.CELLS;
  private static final int SIZE = POLL_TIMES + TimeHistogram.CELLS + PAD;

  private final long[] cells = new long[SIZE];
  private String longestPoller = "";
  private volatile PollTime[] pollers = {};

  void cycle(boolean busy, long ns) {
    add(busy ? BUSY_NS : IDLE_NS, ns);
    add(CYCLE_TIMES + TimeHistogram.cell(ns), 1);
    if (ns > cells[LONGEST_CYCLE_NS]) {
      LONGS.setOpaque(cells, LONGEST_CYCLE_NS, ns);
    }
  }

  /** What is polled from now on. */
  void pollers(PollTime[] now) {
    pollers = now;
  }

  void poll(String poller, long ns) {
    add(POLL_TIMES + TimeHistogram.cell(ns), 1);
    if (ns > cells[LONGEST_POLL_NS]) {
      LONGEST_POLLER.setOpaque(this, poller);
      LONGS.setOpaque(cells, LONGEST_POLL_NS, ns);
    }
  }

  void tasks(int n) {
    add(TASKS, n);
  }

  void pollerFailed() {
    add(FAILED_POLLERS, 1);
  }

  void memoryFault() {
    add(MEMORY_FAULTS, 1);
  }

  void taskFailed() {
    add(FAILED_TASKS, 1);
  }

  /** Time in cycles that found work. */
  public long busyNs() {
    return get(BUSY_NS);
  }

  /** Time in cycles that found none. */
  public long idleNs() {
    return get(IDLE_NS);
  }

  public long cycles() {
    long sum = 0;
    for (int i = 0; i < TimeHistogram.CELLS; i++) {
      sum += get(CYCLE_TIMES + i);
    }
    return sum;
  }

  /** How long cycles took; those of many milliseconds are stalls. */
  public TimeHistogram cycleTimes() {
    return histogram(CYCLE_TIMES);
  }

  /** How long polls took, of the cycles that are timed: one in 64. */
  public TimeHistogram pollTimes() {
    return histogram(POLL_TIMES);
  }

  /** Mailbox runs. */
  public long tasks() {
    return get(TASKS);
  }

  /** The longest cycle, pollers and mailboxes and whatever the kernel did in between. */
  public long longestCycleNs() {
    return get(LONGEST_CYCLE_NS);
  }

  /** The longest single poll among the sampled cycles. */
  public long longestPollNs() {
    return get(LONGEST_POLL_NS);
  }

  /** Where the time of the lane's present pollers goes. */
  public List<PollTime> pollers() {
    return List.of(pollers);
  }

  /** Whose poll {@link #longestPollNs} was; empty while none was timed. */
  public String longestPoller() {
    return (String) LONGEST_POLLER.getOpaque(this);
  }

  /** Pollers taken off the lane because they threw or lost their memory. */
  public long failedPollers() {
    return get(FAILED_POLLERS);
  }

  /** Accesses to memory that was no longer there. */
  public long memoryFaults() {
    return get(MEMORY_FAULTS);
  }

  /** Mailbox runs that threw: a defect, or a memory fault that surfaced there. */
  public long failedTasks() {
    return get(FAILED_TASKS);
  }

  private void add(int cell, long n) {
    LONGS.setOpaque(cells, cell, cells[cell] + n);
  }

  private TimeHistogram histogram(int first) {
    long[] copy = new long[TimeHistogram.CELLS];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = get(first + i);
    }
    return new TimeHistogram(copy);
  }

  private long get(int cell) {
    return (long) LONGS.getOpaque(cells, cell);
  }
}
