package io.sluice.actors;

import io.sluice.lane.Lane;
import io.sluice.lane.LaneCounters;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The lanes' part of a {@link SwitchState}. Stateless; any thread. */
final class LaneStates {
  private LaneStates() {}

  static List<SwitchState.Lane> of(LaneManager.Lanes lanes, List<LaneTotals> totals) {
    List<SwitchState.Lane> list = new ArrayList<>();
    for (int i = 0; i < totals.size(); i++) {
      list.add(lane(i, lanes.lanes().get(i), totals.get(i), lanes.queues().get(i)));
    }
    return list;
  }

  /**
   * @param lane null when it did not start yet
   */
  private static SwitchState.Lane lane(
      int index, Lane lane, LaneTotals totals, List<SwitchState.Queue> queues) {
    LaneCounters counters = lane == null ? new LaneCounters() : lane.counters();
    return new SwitchState.Lane(
        index,
        lane == null ? OptionalInt.empty() : lane.cpu(),
        counters.busyNs(),
        counters.idleNs(),
        new SwitchState.Longest(
            counters.longestCycleNs(), counters.longestPollNs(), counters.longestPoller()),
        totals.packets(),
        totals.exactHits(),
        totals.megaflowHits(),
        totals.slowPath(),
        drops(totals.exchange()),
        queues);
  }

  /** By reason label, only those above 0. */
  static Map<String, Long> drops(QueueCounters counters) {
    Map<String, Long> drops = new LinkedHashMap<>();
    for (int i = 0; i < DropReason.count(); i++) {
      long n = counters.drops(DropReason.of(i));
      if (n > 0) {
        drops.put(DropReason.of(i).label(), n);
      }
    }
    return drops;
  }
}
