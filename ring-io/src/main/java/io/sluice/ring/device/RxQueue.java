package io.sluice.ring.device;

import io.sluice.ring.packet.PacketBurst;

/**
 * One receive queue of a device. Every method is called by the one lane that owns the queue, never
 * blocks, allocates or throws.
 */
public interface RxQueue {
  /**
   * Fills an empty burst.
   *
   * <p>The first {@code min(headBytes, length)} bytes of each packet are copied into its head
   * (headBytes is 0 when nothing is classified by header, at most {@link PacketBurst#HEAD_MAX});
   * the rest are borrowed segments. Packets with insane offload fields or shorter than 14 bytes are
   * dropped here and counted. Packets are counted as received last: when memory that is read here
   * was taken away, none of the burst is.
   *
   * @return packets received, 0 when there is nothing or the device is not ready
   */
  int receive(PacketBurst burst, int headBytes, long nowNs);

  /**
   * Gives the burst's borrowed bytes back to the device. Called once after each non-empty receive.
   */
  void release(PacketBurst burst);

  /** What this queue counted; written by the owning lane only. */
  QueueCounters counters();
}
