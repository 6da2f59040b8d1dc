package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Work of a test on a thread of its own; what it throws fails the test when it is ended. */
final class Background {
  /** What to do, until {@code stop} says so or it is done. */
  interface Work {
    void run(BooleanSupplier stop);
  }

  private final Thread thread;
  private volatile boolean stop;
  private volatile Throwable failure;

  Background(String name, Work work) {
    thread = Thread.ofPlatform().name(name).start(() -> run(work));
  }

  private void run(Work work) {
    try {
      work.run(() -> stop);
    } catch (Throwable t) {
      failure = t;
    }
  }

  /** Waits until it is done. */
  void await(Duration limit) throws InterruptedException {
    thread.join(limit);
    assertFalse(thread.isAlive(), () -> thread.getName() + " is not done in " + limit);
    if (failure != null) {
      throw new AssertionError(thread.getName() + " failed", failure);
    }
  }

  /** Tells it to stop, and waits for it; does not say whether it failed. */
  void end() throws InterruptedException {
    stop = true;
    thread.join(Duration.ofSeconds(60));
    assertFalse(thread.isAlive(), () -> thread.getName() + " does not end");
  }
}
