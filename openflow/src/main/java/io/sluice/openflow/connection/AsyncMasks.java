package io.sluice.openflow.connection;

import io.sluice.openflow.message.AsyncConfig.Masks;

/** Which unasked messages a peer gets, before it says otherwise. OpenFlow 1.3.5, 7.3.10. */
final class AsyncMasks {
  /** As Open vSwitch starts: packets for their table or action, all ports, all flows. */
  static final Masks DEFAULT = new Masks(0b11, 0, 0b111, 0b111, 0b1111, 0);

  static final long PACKET_INS = 0b111;
  static final long PORT_STATUSES = 0b111;
  static final long FLOWS_REMOVED = 0b11_1111;

  private AsyncMasks() {}

  /** Without the bits that stand for no reason. */
  static Masks known(Masks m) {
    return new Masks(
        m.packetIn() & PACKET_INS,
        m.packetInSlave() & PACKET_INS,
        m.portStatus() & PORT_STATUSES,
        m.portStatusSlave() & PORT_STATUSES,
        m.flowRemoved() & FLOWS_REMOVED,
        m.flowRemovedSlave() & FLOWS_REMOVED);
  }

  static boolean bit(long mask, int reason) {
    return reason < 32 && (mask >>> reason & 1) != 0;
  }
}
