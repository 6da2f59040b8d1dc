package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.sluice.actors.LaneView;
import io.sluice.lane.LaneCounters;
import io.sluice.lane.TimeHistogram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** {@code /v1/lanes}: what each lane does with its time. */
final class LaneRoutes implements Routes {
  /** A cycle from here on is a stall: whoever waits for a packet feels it. */
  private static final long STALL_NS = 1 << 20;

  private record Lanes(List<Lane> lanes) {}

  private record Cycles(long fromNs, long toNs, long cycles) {
    static List<Cycles> of(TimeHistogram times, long fromNs) {
      return times.buckets().stream()
          .filter(b -> b.fromNs() >= fromNs)
          .map(b -> new Cycles(b.fromNs(), b.toNs(), b.count()))
          .toList();
    }
  }

  private record Polls(long fromNs, long toNs, long polls) {
    static List<Polls> of(TimeHistogram times) {
      return times.buckets().stream().map(b -> new Polls(b.fromNs(), b.toNs(), b.count())).toList();
    }
  }

  private record Rates(
      double packets, double exactHits, double megaflowHits, double slowPath, double cycles) {}

  private record Poller(String name, long polls, double busyPercent, long busyNs, long longestNs) {}

  private record Queue(String name, double busyPercent, boolean fixed) {}

  private record Lane(
      int index,
      OptionalInt cpu,
      String pinning,
      double busyPercent,
      long busyNs,
      long idleNs,
      long cycles,
      long tasks,
      long longestCycleNs,
      long longestPollNs,
      String longestPoller,
      List<Cycles> cycleTimes,
      List<Cycles> stalls,
      List<Polls> pollTimes,
      double pollTimeP50Ns,
      double pollTimeP999Ns,
      long failedPollers,
      long memoryFaults,
      long failedTasks,
      long packets,
      long exactHits,
      long megaflowHits,
      long slowPath,
      Map<String, Long> drops,
      Rates rates,
      List<Poller> pollers,
      List<Queue> queues) {}

  /** Of one lane; what its counters were. */
  private record Reading(LaneView.Forwarded forwarded, long cycles) {}

  private final Views views;
  private final Pace<Map<Integer, Reading>> pace = new Pace<>();

  LaneRoutes(Views views) {
    this.views = views;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get(
        "/v1/lanes",
        ctx -> {
          Query.only(ctx);
          JsonText.answer(ctx, lanes());
        });
  }

  private Lanes lanes() {
    List<LaneView> lanes = views.lanes();
    Map<Integer, Reading> readings = new HashMap<>();
    for (LaneView lane : lanes) {
      readings.put(lane.index(), new Reading(lane.forwarded(), lane.counters().cycles()));
    }
    Pace.Since<Map<Integer, Reading>> since = pace.take(readings, System.nanoTime());
    return new Lanes(
        lanes.stream().map(lane -> lane(lane, readings.get(lane.index()), since)).toList());
  }

  private static Lane lane(LaneView v, Reading now, Pace.Since<Map<Integer, Reading>> since) {
    LaneCounters c = v.counters();
    TimeHistogram cycles = c.cycleTimes();
    TimeHistogram polls = c.pollTimes();
    LaneView.Forwarded f = v.forwarded();
    return new Lane(
        v.index(),
        v.cpu(),
        v.pinning(),
        percent(v.busyShare()),
        c.busyNs(),
        c.idleNs(),
        cycles.count(),
        c.tasks(),
        c.longestCycleNs(),
        c.longestPollNs(),
        c.longestPoller(),
        Cycles.of(cycles, 0),
        Cycles.of(cycles, STALL_NS),
        Polls.of(polls),
        Math.round(polls.quantileNs(0.5)),
        Math.round(polls.quantileNs(0.999)),
        c.failedPollers(),
        c.memoryFaults(),
        c.failedTasks(),
        f.packets(),
        f.exactHits(),
        f.megaflowHits(),
        f.slowPath(),
        v.drops(),
        since.earlier() == null ? null : rates(since, v.index(), now),
        pollers(v),
        v.queues().stream()
            .map(q -> new Queue(q.name(), percent(q.busyShare()), q.fixed()))
            .toList());
  }

  private static List<Poller> pollers(LaneView v) {
    return v.counters().pollers().stream()
        .map(
            p ->
                new Poller(
                    p.poller(),
                    p.polls(),
                    percent(v.pollShares().getOrDefault(p.poller(), 0.0)),
                    p.busyNs(),
                    p.longestNs()))
        .toList();
  }

  private static Rates rates(Pace.Since<Map<Integer, Reading>> since, int lane, Reading now) {
    Reading before = since.earlier().get(lane);
    if (before == null) {
      return null;
    }
    LaneView.Forwarded f = now.forwarded();
    LaneView.Forwarded b = before.forwarded();
    return new Rates(
        since.rate(f.packets(), b.packets()),
        since.rate(f.exactHits(), b.exactHits()),
        since.rate(f.megaflowHits(), b.megaflowHits()),
        since.rate(f.slowPath(), b.slowPath()),
        since.rate(now.cycles(), before.cycles()));
  }

  private static double percent(double share) {
    return Math.round(share * 10_000) / 100.0;
  }
}
