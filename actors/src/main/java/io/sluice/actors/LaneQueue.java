package io.sluice.actors;

/**
 * The queues of a {@link LocalDevice} and their place in a lane's datapath. Every method is called
 * on the lane.
 */
interface LaneQueue {
  /** The lane transmits to the device from now on. */
  void attach();

  /** The device is used no more by the lane. */
  void detach();

  /** Receives a burst, and does with it what the flow tables say. */
  int poll(long nowNs);
}
