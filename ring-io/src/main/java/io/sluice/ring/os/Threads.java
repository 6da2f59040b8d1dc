package io.sluice.ring.os;

/** Threads that own what the system must get back. */
public final class Threads {
  private Threads() {}

  /**
   * Waits for the end of a thread that was told to end, so that what it used can be closed. An
   * interrupt does not cut that short; it is kept for the caller.
   */
  public static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
