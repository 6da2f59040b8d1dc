package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortStatsTest {
  private final PortStats stats = new PortStats();

  private static PortStats.Pair pair(long rx, long tx, long drops) {
    QueueCounters received = new QueueCounters();
    QueueCounters transmitted = new QueueCounters();
    received.add(rx, 60 * rx);
    transmitted.add(tx, 60 * tx);
    transmitted.refuse(DropReason.QUEUE_FULL, drops);
    return new PortStats.Pair(received, transmitted);
  }

  @Test
  void shouldSumTheQueues() {
    stats.queues(List.of(pair(1, 2, 0), pair(10, 20, 3)));
    assertEquals(
        new PortStats.Totals(11, 660, 0, 22, 1320, Map.of("queue full", 3L)), stats.totals());
  }

  @Test
  void shouldNeverGoBackWhenQueuesAreReplaced() {
    PortStats.Pair first = pair(5, 6, 7);
    stats.queues(List.of(first));
    stats.queues(List.of(first));
    stats.queues(List.of());
    stats.queues(List.of(pair(1, 1, 1)));
    assertEquals(new PortStats.Totals(6, 360, 0, 7, 420, Map.of("queue full", 8L)), stats.totals());
  }

  @Test
  void shouldCountADeviceThatOnlyTakes() {
    PortStats.Pair both = pair(0, 4, 0);
    stats.queues(List.of(new PortStats.Pair(null, both.transmitted())));
    assertEquals(new PortStats.Totals(0, 0, 0, 4, 240, Map.of()), stats.totals());
  }
}
