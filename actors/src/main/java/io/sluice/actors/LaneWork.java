package io.sluice.actors;

import io.sluice.datapath.PuntRing;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;

/** One lane's datapath as the actors see it. Made before the lane runs; used on the lane. */
interface LaneWork extends LaneTables {
  /**
   * A queue pair of a vhost-user port, none of its rings running.
   *
   * @param queue which of the port's pairs
   */
  QueuePair queuePair(int bridge, int ofport, int queue, PortStats.Pair counters);

  /**
   * The queues of a local device; {@code receiver} is null when it only takes.
   *
   * @param forwarded counts drops of what it received, by what the tables say
   */
  LaneQueue queue(
      int bridge, int ofport, RxQueue receiver, TxQueue transmitter, QueueCounters forwarded);

  /** The lane's packets for controllers; null: it tells of none. */
  PuntRing punts();

  /** What is to be done once a cycle besides the queues; returns work done. */
  int maintain(long nowNs);

  /** What the datapath counted. Any thread. */
  LaneTotals totals();
}
