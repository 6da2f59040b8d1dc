package io.sluice.datapath;

import io.sluice.ring.device.TxQueue;
import io.sluice.ring.packet.PacketBurst;

/** Packets of the burst in work that go to one queue of this lane. Owned by the lane. */
final class Output {
  final TxQueue queue;
  final int[] selected = new int[PacketBurst.MAX];
  int count;

  private final SpreadQueue spread; // null: one queue

  Output(TxQueue queue) {
    this.queue = queue;
    spread = queue instanceof SpreadQueue several ? several : null;
  }

  /** Transmits them; how many, sent or dropped. */
  int transmit(PacketBurst burst, FaultGuard guard) {
    int n = count;
    count = 0;
    if (spread == null) {
      guard.transmit(queue, burst, selected, n);
    } else {
      spread.transmit(burst, selected, n); // guards each of its queues
    }
    return n;
  }
}
