package io.sluice.ring.generator;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;

/** Counts and discards. Owned by one lane. */
public final class SinkTxQueue implements TxQueue {
  private final QueueCounters counters = new QueueCounters();

  @Override
  public int transmit(PacketBurst burst, int[] selected, int count) {
    long bytes = 0;
    for (int n = 0; n < count; n++) {
      bytes += burst.length[selected[n]];
    }
    counters.add(count, bytes);
    return count;
  }

  @Override
  public void flush() {
    // Nobody is told.
  }

  @Override
  public QueueCounters counters() {
    return counters;
  }
}
