package io.sluice.actors;

import io.sluice.jfr.LaneStall;
import io.sluice.lane.LaneCounters;
import io.sluice.log.EventLog;

/**
 * Says, in the log, when a lane finishes no cycle between two measurements, for how long, and why
 * as far as the kernel tells: WARN, as on a busy machine that is nobody's defect; ERROR when the
 * lane itself has been at it for {@link #STUCK_NS}. Flight Recorder has each such cycle when it has
 * ended, and each that is a lane's longest so far and longer than {@link #LONG_NS}. The lane says
 * nothing: it cannot, and must not. Owned by the LaneManager.
 */
final class StallWatch {
  private static final EventLog LOG = EventLog.of(StallWatch.class);

  /** No poll and no actor of a lane takes so long, on however slow a machine. */
  static final long STUCK_NS = 5_000_000_000L;

  /** A cycle takes microseconds; one of this length is felt by whoever waits for a packet. */
  static final long LONG_NS = 10_000_000L;

  /** What is known of one lane's present stall. */
  private static final class Stall {
    private final String why;
    private long ns;
    private boolean stuck;

    private Stall(String why) {
      this.why = why;
    }
  }

  /** Who wants to hear of it, a line for people. */
  interface Teller {
    void tell(int lane, String text);
  }

  private final Teller teller;
  private final Stall[] stalls;
  private final long[] longestNs;

  StallWatch(int lanes, Teller teller) {
    this.teller = teller;
    stalls = new Stall[lanes];
    longestNs = new long[lanes];
  }

  /** After each measurement of a lane. */
  void measured(LaneLoad load) {
    int lane = load.lane().index();
    Stall stall = stalls[lane];
    if (!load.stalled()) {
      stalls[lane] = null;
      goesOn(load, stall);
      return;
    }
    if (stall == null) {
      stall = new Stall(why(load.spent()));
      stalls[lane] = stall;
      begun(load);
    }
    stall.ns = load.stalledNs();
    if (!stall.stuck && stuck(stall.ns, load.spent())) {
      stall.stuck = true;
      LOG.error("lane-stuck", "lane", lane, "for_ms", ms(stall.ns), "why", why(load.spent()));
    }
  }

  /** Whether the lane is what takes long, and not the machine that keeps it from going on. */
  static boolean stuck(long ns, CpuTime.Spent spent) {
    return ns >= STUCK_NS && (spent == null || spent.stuck());
  }

  private void begun(LaneLoad load) {
    teller.tell(
        load.lane().index(),
        "finishes no cycle, for %d ms: %s".formatted(ms(load.stalledNs()), why(load.spent())));
    LaneCounters counters = load.lane().counters();
    // What it is in is not known before it ends; the longest poll so far is a hint.
    LOG.warn(
        "lane-stalled",
        "lane",
        load.lane().index(),
        "cpu",
        load.lane().pinning(),
        "for_ms",
        ms(load.stalledNs()),
        "why",
        why(load.spent()),
        "longest_poll_us",
        counters.longestPollNs() / 1000,
        "longest_poll_of",
        counters.longestPoller());
  }

  /** Looks at the longest cycle so far: it is known when it has ended. */
  private void goesOn(LaneLoad load, Stall stall) {
    int lane = load.lane().index();
    long longest = load.lane().counters().longestCycleNs();
    boolean grown = longest > longestNs[lane];
    longestNs[lane] = longest;
    if (stall != null) {
      long ns = grown ? longest : stall.ns;
      LOG.warn("lane-goes-on", "lane", lane, "stalled_ms", ms(ns));
      teller.tell(lane, "goes on after %d ms".formatted(ms(ns)));
      record(load, ns, stall.why);
    } else if (grown && longest >= LONG_NS) {
      record(load, longest, unseen(load.spent()));
    }
  }

  private static void record(LaneLoad load, long ns, String why) {
    LaneStall event = new LaneStall();
    if (event.shouldCommit()) {
      event.lane = load.lane().index();
      event.cpu = load.lane().pinning();
      event.cycleTime = ns;
      event.cause = why;
      event.commit();
    }
  }

  /** Of a cycle that began and ended between two measurements. */
  static String unseen(CpuTime.Spent spent) {
    String known = "not seen by the watch: over before it looked";
    return spent == null ? known : known + "; since it looked before, " + spent.figures();
  }

  private static String why(CpuTime.Spent spent) {
    return spent == null ? "the kernel does not tell" : spent.why();
  }

  private static long ms(long ns) {
    return ns / 1_000_000;
  }
}
