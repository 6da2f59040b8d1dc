package io.sluice.lane;

/**
 * Something a lane polls once a cycle: a receive queue, a timer, an exchange. Every method is
 * called on the lane's thread. A poll must not block, allocate or throw; one that throws is taken
 * off the lane and told so, and the lane goes on with the others.
 */
public interface Poller {
  /**
   * Does a bounded amount of work.
   *
   * @param nowNs the cycle's time, as {@link System#nanoTime}
   * @return work done, 0 when idle
   */
  int poll(long nowNs);

  /**
   * Whether what it polls for comes at any time, as packets do, so that the lane must look for it
   * all the time. A lane without such a poller rests between its cycles.
   */
  default boolean isUrgent() {
    return true;
  }

  /** Names the poller in counters and failures. */
  String name();

  /**
   * This poller failed and has been removed. Tells its owner; by default nobody is told.
   *
   * @param cause what it threw, or the memory fault that {@link #memoryIntact} confessed to
   */
  default void failed(Throwable cause) {}

  /**
   * Whether all memory that this poller reads or writes is still there. A memory fault (a guest
   * truncated the file behind its memory) reaches the thread late, possibly while another poller
   * runs, so after one the lane asks everybody. May use system calls.
   */
  default boolean memoryIntact() {
    return true;
  }

  /**
   * Whether the memory was there all the time. Asked after a fault when everybody's memory is
   * intact: a guest can take its memory away and give it back before the fault is told. May use
   * system calls.
   */
  default boolean memoryNeverLost() {
    return memoryIntact();
  }
}
