package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortStatsTest {
  private final PortStats stats = new PortStats();

  private PortStats.Pair pair(long rx, long tx, long drops) {
    QueueCounters received = new QueueCounters();
    QueueCounters transmitted = new QueueCounters();
    received.add(rx, 60 * rx);
    transmitted.add(tx, 60 * tx);
    transmitted.refuse(DropReason.QUEUE_FULL, drops);
    return stats.open(received, transmitted);
  }

  @Test
  void shouldSumTheQueues() {
    pair(1, 2, 0);
    pair(10, 20, 3);
    assertEquals(
        new PortStats.Totals(11, 660, 0, 22, 1320, Map.of("queue full", 3L)), stats.totals());
  }

  @Test
  void shouldNeverGoBackWhenQueuesAreReplaced() {
    PortStats.Pair first = pair(5, 6, 7);
    assertFalse(stats.rests());
    first.end();
    assertTrue(stats.rests());
    pair(1, 1, 1);
    PortStats.Totals both = new PortStats.Totals(6, 360, 0, 7, 420, Map.of("queue full", 8L));
    assertEquals(both, stats.totals());
    assertEquals(both, stats.totals());
  }

  @Test
  void shouldCountADeviceThatOnlyTakes() {
    QueueCounters transmitted = new QueueCounters();
    transmitted.add(4, 240);
    stats.open(null, transmitted);
    assertEquals(new PortStats.Totals(0, 0, 0, 4, 240, Map.of()), stats.totals());
  }

  /** A device may let go of its queues after its port was given up. */
  @Test
  void shouldRememberPortsThatAreGone() {
    PacketLedger ledger = new PacketLedger();
    PortStats gone = ledger.open();
    QueueCounters late = new QueueCounters();
    PortStats.Pair pair = gone.open(late, new QueueCounters());
    late.add(1, 60);
    ledger.close(gone);
    late.add(2, 120);
    assertEquals(3, ledger.departed().rxPackets());
    pair.end();
    ledger.close(ledger.open());
    ledger.open().open(late, new QueueCounters());
    assertEquals(3, ledger.departed().rxPackets());
    assertEquals(6, ledger.all().rxPackets());
  }
}
