package io.sluice.datapath;

import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;

/** Packets of the burst in work that go to one queue of this lane. Owned by the lane. */
final class Output {
  final TxQueue queue;
  final int[] selected = new int[PacketBurst.MAX];
  int count;

  Output(TxQueue queue) {
    this.queue = queue;
  }

  void transmit(PacketBurst burst, FaultGuard guard) {
    int n = count;
    count = 0;
    guard.transmit(queue, burst, selected, n);
  }
}
