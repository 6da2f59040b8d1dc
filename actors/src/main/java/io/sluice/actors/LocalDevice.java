package io.sluice.actors;

import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;

/**
 * A device with one queue pair and no control side: TAP, pcap, generator, sink. Opened and closed
 * by its actor on the default dispatcher (both may block); the queues are used by one lane between
 * the two.
 */
interface LocalDevice extends AutoCloseable {
  /** Where its packets come from; null when it only takes. */
  RxQueue receiver();

  /** Where packets go out through it. */
  TxQueue transmitter();

  /** Whether it carries packets now. Asked by its actor, as the next three. */
  boolean link();

  /** Has no link from now on, or has it again; tells what is behind it, where something is. */
  void setUp(boolean up);

  /** Why it cannot go on; null while it can. */
  String fault();

  /** One line for people: what it is doing. */
  String status();

  @Override
  void close();

  /** Opens a device. */
  interface Opener {
    /**
     * @throws SwitchException when it cannot be, with a reason for the user; nothing is left
     */
    LocalDevice open();
  }
}
