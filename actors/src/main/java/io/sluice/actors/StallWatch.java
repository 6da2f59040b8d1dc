package io.sluice.actors;

import io.sluice.lane.LaneCounters;
import io.sluice.log.EventLog;

/**
 * Says when a lane finishes no cycle between two measurements, for how long, and why as far as the
 * kernel tells: WARN, as on a busy machine that is nobody's defect; ERROR when the lane itself has
 * been at it for {@link #STUCK_NS}. The lane says nothing: it cannot, and must not. Owned by the
 * LaneManager.
 */
final class StallWatch {
  private static final EventLog LOG = EventLog.of(StallWatch.class);

  /** No poll and no actor of a lane takes so long, on however slow a machine. */
  static final long STUCK_NS = 5_000_000_000L;

  /** What is known of one lane's present stall. */
  private static final class Stall {
    private final long longestBeforeNs;
    private long ns;
    private boolean stuck;

    private Stall(long longestBeforeNs) {
      this.longestBeforeNs = longestBeforeNs;
    }
  }

  private final Stall[] stalls;

  StallWatch(int lanes) {
    stalls = new Stall[lanes];
  }

  /** After each measurement of a lane. */
  void measured(LaneLoad load) {
    int lane = load.lane().index();
    LaneCounters counters = load.lane().counters();
    Stall stall = stalls[lane];
    if (!load.stalled()) {
      stalls[lane] = null;
      if (stall != null) {
        ended(load, stall);
      }
      return;
    }
    if (stall == null) {
      stall = new Stall(counters.longestCycleNs());
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

  private static void begun(LaneLoad load) {
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

  private static void ended(LaneLoad load, Stall stall) {
    // A cycle is accounted for when it has ended: when it is the longest, its length is known.
    long longest = load.lane().counters().longestCycleNs();
    long ns = longest > stall.longestBeforeNs ? longest : stall.ns;
    LOG.warn("lane-goes-on", "lane", load.lane().index(), "stalled_ms", ms(ns));
  }

  private static String why(CpuTime.Spent spent) {
    return spent == null ? "the kernel does not tell" : spent.why();
  }

  private static long ms(long ns) {
    return ns / 1_000_000;
  }
}
