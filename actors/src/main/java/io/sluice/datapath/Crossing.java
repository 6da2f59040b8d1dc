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
  private QueueCounters counters;
  private int source;

  Crossing(int lane, Fabric fabric, FaultGuard guard) {
    this.lane = lane;
    this.fabric = fabric;
    this.guard = guard;
  }

  /**
   * Whose the packets that follow are: a port has its share of the way to another lane, and what it
   * sends beyond that is dropped, for others to have theirs. Two ports of very many may share one.
   *
   * @param ofport that they came in by
   * @param drops where drops are counted
   */
  void from(int bridge, int ofport, QueueCounters drops) {
    source = 1 + Integer.remainderUnsigned(31 * bridge + ofport, ExchangeRing.SOURCES);
    counters = drops;
  }

  /**
   * Copies packet {@code i} to the lane that has its queue pair; counts it when its port has no
   * room.
   */
  void send(PacketBurst burst, int i, LanePorts ports, int ofport, int pair, int to) {
    if (to == lane) {
      ports.refuse(burst, i, ofport, counters);
      return;
    }
    DropReason why =
        guard.offer(fabric.ring(to, lane), burst, i, ports.bridge(), ofport, pair, source);
    if (why == null) {
      waiting |= 1L << to;
    } else if (why == DropReason.MEMORY_GONE) {
      counters.refuse(why, 1);
    } else {
      counters.drop(why, burst, i);
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
