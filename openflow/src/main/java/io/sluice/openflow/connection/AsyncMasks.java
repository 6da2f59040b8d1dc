package io.sluice.openflow.connection;

import io.sluice.openflow.message.AsyncConfig.Masks;

/** Which unasked messages a peer gets, before it says otherwise. OpenFlow 1.3.5, 7.3.10. */
final class AsyncMasks {
  /** As Open vSwitch starts: packets for their table or action, all ports, all flows. */
  static final Masks DEFAULT = new Masks(0b11, 0, 0b111, 0b111, 0b1111, 0);

  private AsyncMasks() {}

  static boolean bit(long mask, int reason) {
    return reason < 32 && (mask >>> reason & 1) != 0;
  }
}
