package io.sluice.daemon.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Long lists are made two at a time, in turn, however many clients ask for them: many halves at
 * once would fill the heap, and a collector that has much to keep stops lanes. Short ones wait for
 * nobody. Thread-safe.
 */
final class Turns {
  static final int AT_ONCE = 2;

  private static final int SHORT_ENTRIES = 200;
  private static final int PATIENCE_SECONDS = 10;
  private static final Semaphore FREE = new Semaphore(AT_ONCE, true);

  private Turns() {}

  /**
   * Makes an answer of so many entries at most.
   *
   * @throws ProblemException when it is not its turn for long
   */
  static void make(int entries, Runnable answer) {
    if (entries <= SHORT_ENTRIES) {
      answer.run();
      return;
    }
    await();
    try {
      answer.run();
    } finally {
      FREE.release();
    }
  }

  private static void await() {
    try {
      if (!FREE.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new ProblemException(
            503,
            "too many clients ask for long lists; try again, or with a limit of " + SHORT_ENTRIES);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(503, "the switch is stopping");
    }
  }
}
