package io.sluice.ring.packet;

/** Sees packets die. Called by the lane that owns the burst; never blocks or allocates. */
public interface DropWatch {
  /**
   * Packet {@code i} of the burst is being dropped; its bytes are still there.
   *
   * @param reason ordinal of a {@link io.sluice.ring.device.DropReason}
   */
  void dropped(PacketBurst burst, int i, int reason);
}
