package io.sluice.ring.virtqueue;

import io.sluice.ring.device.QueueCounters;

/** What both queues of a pair have: a split ring that starts and stops, and counters. */
abstract class VhostQueue {
  final SplitRing ring = new SplitRing();
  final QueueCounters counters;

  boolean enabled;
  int headerSize;

  VhostQueue(QueueCounters counters) {
    this.counters = counters;
  }

  /** Runs a ring. */
  public void start(VringConfig config) {
    enabled = config.enabled();
    headerSize = VringLayout.netHeaderSize(config.features());
    ring.start(config);
  }

  /** Lets go of the ring; {@link #availIndex} and {@link #usedIndex} say where it left off. */
  public void stop() {
    ring.stop();
  }

  public int availIndex() {
    return ring.availIndex;
  }

  public int usedIndex() {
    return ring.usedIndex;
  }

  /** Null while the guest behaves. */
  public VirtqueueFault fault() {
    return ring.fault;
  }

  /** What the ring is like; any thread. */
  public RingView view() {
    return ring.view(enabled);
  }

  public QueueCounters counters() {
    return counters;
  }
}
