package io.sluice.actors;

import io.sluice.ring.virtqueue.VringConfig;
import java.util.List;

/**
 * The rings of one vhost-user queue pair and their place in a lane's datapath. Every method but
 * {@link #rings} is called on the lane.
 */
interface QueuePair {
  /** Where a ring left off. */
  record Indices(int availIndex, int usedIndex) {}

  /**
   * Runs a ring: an even one is what the guest receives from, so that the lane can transmit to it;
   * an odd one is what {@link #poll} receives from.
   */
  void start(int ring, VringConfig config);

  /** Lets go of a running ring; nothing touches its memory afterwards. */
  Indices stop(int ring);

  /** Receives a burst, and does with it what the flow tables say. */
  int poll(long nowNs);

  /** Its two rings as they are, the one to the guest first. Any thread. */
  List<RingDetails> rings();

  /** What the guest did that this device cannot go on with; null while it behaved. */
  String fault();
}
