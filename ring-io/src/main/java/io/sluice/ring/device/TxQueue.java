package io.sluice.ring.device;

import io.sluice.ring.packet.PacketBurst;

/**
 * One transmit queue of a device. Every method is called by the one lane that owns the queue, never
 * blocks, allocates or throws, but for the InternalError of a guest's memory that is gone: that one
 * comes up here (Memory.surfaceFault) before anything is counted that it may have hit, never while
 * it is counted. What arrived before it and is not counted yet is the caller's to count.
 */
public interface TxQueue {
  /**
   * Transmits packets {@code selected[0..count)} of the burst, in that order. The bytes are copied
   * or handed to the kernel before this returns. What cannot be transmitted is dropped and counted
   * by reason.
   *
   * @return packets transmitted
   */
  int transmit(PacketBurst burst, int[] selected, int count);

  /**
   * Ends a duty cycle's work on this queue: makes what was transmitted visible and notifies the
   * peer if it asked for it. Called at least once after transmit, at the end of each burst.
   */
  void flush();

  /** What this queue counted; written by the owning lane only. */
  QueueCounters counters();
}
