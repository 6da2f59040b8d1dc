package io.sluice.actors;

import io.sluice.lane.Lane;
import io.sluice.lane.LaneCounters;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A lane for who looks at it. Its counters go on.
 *
 * @param pinning to which CPU, or why to none
 * @param busyShare of its time in cycles that found work, lately, 0 to 1
 * @param forwarded what its datapath did
 * @param drops of packets that other lanes handed over, by reason label, only those above 0
 * @param pollShares of its time, by poller, lately
 */
public record LaneView(
    int index,
    OptionalInt cpu,
    String pinning,
    LaneCounters counters,
    double busyShare,
    Forwarded forwarded,
    Map<String, Long> drops,
    Map<String, Double> pollShares,
    List<SwitchState.Queue> queues) {
  /** Packets, and what knew what to do with them. */
  public record Forwarded(long packets, long exactHits, long megaflowHits, long slowPath) {}

  static LaneView of(LaneManager.Measured lane, LaneTotals totals) {
    Lane l = lane.lane();
    return new LaneView(
        l.index(),
        l.cpu(),
        l.pinning(),
        l.counters(),
        lane.busyShare(),
        new Forwarded(
            totals.packets(), totals.exactHits(), totals.megaflowHits(), totals.slowPath()),
        LaneStates.drops(totals.exchange()),
        lane.pollShares(),
        lane.queues());
  }
}
