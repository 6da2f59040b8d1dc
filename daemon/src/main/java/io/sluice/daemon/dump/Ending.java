package io.sluice.daemon.dump;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM end a capture, they do not break it off: what was captured is written, and the
 * exit code is that of the capture.
 */
final class Ending {
  private static final long PATIENCE_SECONDS = 10;

  /** A capture from its beginning to its end. */
  interface Work {
    int run() throws InterruptedException;
  }

  private final PrintStream out;
  private final PrintStream err;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean wanted;
  private volatile int code = 1;

  Ending(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Whether a signal came. */
  boolean wanted() {
    return wanted;
  }

  int around(Work work) throws InterruptedException {
    Thread hook = new Thread(this::signal, "signal");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      code = work.run();
      return code;
    } finally {
      done.countDown();
      remove(hook);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs.
    }
  }

  /** In the JVM's shutdown hook. */
  private void signal() {
    wanted = true;
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        err.println("sluice: dump: what was captured cannot be written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
    err.flush();
    // Else a JVM that was ended by a signal says so in its exit code.
    Runtime.getRuntime().halt(code);
  }
}
