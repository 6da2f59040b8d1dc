package io.sluice.datapath;

import io.sluice.datapath.tap.LaneTaps;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.PacketBurst;

/**
 * Transmits to guests that may take their memory away meanwhile. The fault of one must not end the
 * poll in which it comes up: that is mostly another guest's, with packets for others behind it. So
 * it is kept until the poll is done. Owned by the lane.
 *
 * <p>Invariant: when a method here returns, no fault of the accesses in it is still to come.
 */
final class FaultGuard {
  private final LaneTaps taps;
  private InternalError fault;

  FaultGuard(LaneTaps taps) {
    this.taps = taps;
  }

  /**
   * What was sent; 0 after a fault, whatever arrived before it: the queue has counted none of those
   * yet, so they are counted as dropped.
   */
  int transmit(TxQueue queue, PacketBurst burst, int[] selected, int count) {
    QueueCounters counters = queue.counters();
    long before = counters.ended();
    try {
      if (!taps.on()) {
        return queue.transmit(burst, selected, count);
      }
      int sent = taps.transmit(queue, burst, selected, count);
      Memory.surfaceFault(); // filters may have looked into a guest's memory
      return sent;
    } catch (InternalError e) {
      fault = e;
      counters.refuse(DropReason.MEMORY_GONE, count - (counters.ended() - before));
      return 0;
    }
  }

  void flush(TxQueue queue) {
    try {
      queue.flush();
      Memory.surfaceFault();
    } catch (InternalError e) {
      fault = e;
    }
  }

  /** Copies a packet, perhaps out of a guest, to another lane: null, or why it cannot be. */
  DropReason offer(
      ExchangeRing ring, PacketBurst burst, int i, int bridge, int ofport, int pair, int source) {
    try {
      boolean rule = taps.on() && taps.ranRule(i);
      long cookie = rule ? taps.cookieToTell(i) : 0;
      boolean room = ring.offer(burst, i, bridge, ofport, pair, source, rule, cookie);
      return room ? null : DropReason.EXCHANGE_FULL;
    } catch (InternalError e) {
      fault = e;
      return DropReason.MEMORY_GONE;
    }
  }

  /** At the end of a poll: throws the fault that came up in it, for the lane to find its guest. */
  void rethrow() {
    InternalError e = fault == null && taps.on() ? taps.takeFault() : fault;
    if (e != null) {
      fault = null;
      throw e;
    }
  }
}
