package io.sluice.datapath;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.packet.PacketBurst;

/** The way from one lane to queues of the others. Owned by the lane. */
final class Crossing {
  private final int lane;
  private final Fabric fabric;
  private final FaultGuard guard;
  // Lanes for which something was offered and not yet published.
  private long waiting;
  private QueueCounters source;

  Crossing(int lane, Fabric fabric, FaultGuard guard) {
    this.lane = lane;
    this.fabric = fabric;
    this.guard = guard;
  }

  /** Where drops of the packets that follow are counted. */
  void from(QueueCounters counters) {
    source = counters;
  }

  /**
   * Copies packet {@code i} to the lane that has its queue pair; counts it when there is no room.
   */
  void send(PacketBurst burst, int i, LanePorts ports, int ofport, int pair, int to) {
    if (to == lane) {
      ports.refuse(burst, i, ofport, source);
    } else if (guard.offer(fabric.ring(to, lane), burst, i, ports.bridge(), ofport, pair)) {
      waiting |= 1L << to;
    } else {
      source.drop(DropReason.EXCHANGE_FULL, burst, i);
    }
  }

  /** Makes what was sent visible to the other lanes. */
  void publish() {
    while (waiting != 0) {
      int to = Long.numberOfTrailingZeros(waiting);
      fabric.ring(to, lane).publish();
      waiting &= waiting - 1;
    }
  }
}
