package io.sluice.actors;

import io.sluice.lane.Lane;
import io.sluice.lane.LaneCounters;
import io.sluice.lane.PollTime;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What one lane was busy with between the last two measurements. The lane's busy share is exact;
 * how it is divided among pollers is known from the cycles that are timed. Owned by the
 * LaneManager.
 */
final class LaneLoad {
  // Of the newest measurement: half of what is smoothed is from the last three.
  private static final double WEIGHT = 0.2;

  /** A timer that was late fires twice in a row: so little time says nothing. */
  static final long LEAST_NS = 100_000_000;

  private final Lane lane;
  private long busyNs;
  private long totalNs;
  private Map<PollTime, Long> takenBefore = new IdentityHashMap<>();
  private double busyShare;
  private Map<String, Double> shares = Map.of();
  private Map<String, Double> steady = Map.of();
  private boolean stalled;
  private long measuredNs = System.nanoTime() - LEAST_NS;
  private long movedNs;
  private CpuTime cpuTime;
  private CpuTime cpuTimeBefore;

  LaneLoad(Lane lane) {
    this.lane = lane;
  }

  Lane lane() {
    return lane;
  }

  /** The share of the lane's time in cycles that found work, 0 to 1. */
  double busyShare() {
    return busyShare;
  }

  /** The share of the lane's time that a poller took, 0 to 1; 0 for one that is not there. */
  double share(String poller) {
    return shares.getOrDefault(poller, 0.0);
  }

  /** All of them; immutable. */
  Map<String, Double> shares() {
    return shares;
  }

  /** The same as it was over the last seconds: what a decision can be based on. */
  double steadyShare(String poller) {
    return steady.getOrDefault(poller, 0.0);
  }

  /** What the lane's thread did between the last two measurements; null when that is not known. */
  CpuTime.Spent spent() {
    return cpuTimeBefore == null || cpuTime == null ? null : cpuTime.since(cpuTimeBefore);
  }

  /** Whether no cycle has ended between the last two measurements. */
  boolean stalled() {
    return stalled;
  }

  /** For how long no cycle has ended at least: since the last measurement that saw one. */
  long stalledNs() {
    return stalled ? System.nanoTime() - movedNs : 0;
  }

  void measure() {
    measure(System.nanoTime());
  }

  /** Does nothing right after another measurement. */
  void measure(long now) {
    if (now - measuredNs < LEAST_NS) {
      return;
    }
    measuredNs = now;
    LaneCounters counters = lane.counters();
    long busy = counters.busyNs();
    long total = busy + counters.idleNs();
    stalled = total == totalNs;
    cpuTimeBefore = cpuTime;
    cpuTime = CpuTime.of(lane.threadId(), now);
    if (!stalled) {
      movedNs = now;
      busyShare = (double) (busy - busyNs) / (total - totalNs);
      divide(counters);
    }
    busyNs = busy;
    totalNs = total;
  }

  private void divide(LaneCounters counters) {
    Map<PollTime, Long> now = new IdentityHashMap<>();
    Map<String, Long> took = new HashMap<>();
    long sum = 0;
    for (PollTime time : counters.pollers()) {
      long ns = time.busyNs();
      now.put(time, ns);
      long since = ns - takenBefore.getOrDefault(time, 0L);
      took.merge(time.poller(), since, Long::sum);
      sum += since;
    }
    takenBefore = now;
    Map<String, Double> divided = new HashMap<>();
    Map<String, Double> smoothed = new HashMap<>();
    for (Map.Entry<String, Long> e : took.entrySet()) {
      double share = sum == 0 ? 0 : busyShare * e.getValue() / sum;
      double before = steady.getOrDefault(e.getKey(), share);
      divided.put(e.getKey(), share);
      smoothed.put(e.getKey(), before + WEIGHT * (share - before));
    }
    shares = Map.copyOf(divided);
    steady = smoothed;
  }
}
