package io.sluice.daemon.run;

import io.sluice.actors.SwitchState;
import io.sluice.daemon.config.ConfigProblem;
import io.sluice.daemon.config.SwitchConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * {@code sluice run}. The main thread starts the switch; a signal's thread stops what there is of
 * it by then, and ends the process.
 */
public final class Run {
  private final Path runDir;
  private final PrintStream out;
  private final PrintStream err;
  private final Opened opened = new Opened();
  private volatile boolean failed;

  Run(Path runDir, PrintStream out, PrintStream err) {
    this.runDir = runDir;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts what a file says and stays until SIGTERM or SIGINT, which end the process with exit code
   * 0.
   *
   * @param runDir instead of the file's; may be null
   * @return 1 when the switch cannot start, 2 for a mistake in the file
   */
  public static int run(Path file, Path runDir, PrintStream out, PrintStream err) {
    SwitchConfig config;
    try {
      config = SwitchConfig.load(file);
    } catch (ConfigProblem e) {
      err.println("sluice: " + e.getMessage());
      return 2;
    }
    return new Run(runDir == null ? config.runDir() : runDir, out, err)
        .stay(opened -> config, r -> {});
  }

  /** What is to be run; it may open things that the switch needs. */
  interface Preparation {
    SwitchConfig prepare(Opened opened);
  }

  /** What is done while the switch runs; returns at once. */
  interface Started {
    void with(Running running);
  }

  /** Returns only when the switch cannot start, with the process's exit code. */
  int stay(Preparation preparation, Started started) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try {
      SwitchConfig config = preparation.prepare(opened);
      out.println("starting, run directory " + runDir);
      out.flush();
      Running running = Running.start(config, runDir, opened);
      describe(running.state(), runDir, out);
      if (!running.http().isEmpty()) {
        out.println(running.http());
      }
      out.println("ready");
      out.flush();
      started.with(running);
    } catch (RuntimeException e) {
      if (!opened.isClosed()) {
        failed = true;
        err.println("sluice: " + e.getMessage());
        closeAfterFailure();
        return 1;
      }
      // The switch went away under us because a signal ends it.
    }
    forever();
    return 0;
  }

  private void closeAfterFailure() {
    try {
      opened.close();
    } catch (RuntimeException e) {
      err.println("sluice: " + e.getMessage());
    }
  }

  /** In the JVM's shutdown hook. */
  private void stop() {
    if (failed) {
      return; // the main thread cleans up and says the exit code
    }
    int code = 0;
    try {
      opened.close();
      out.println("stopped");
    } catch (RuntimeException e) {
      err.println("sluice: " + e.getMessage());
      code = 1;
    }
    out.flush();
    // Else a JVM that was ended by a signal says so in its exit code.
    Runtime.getRuntime().halt(code);
  }

  private static void describe(SwitchState state, Path runDir, PrintStream out) {
    String lanes =
        state.lanes().stream()
            .map(l -> l.cpu().isPresent() ? "CPU " + l.cpu().getAsInt() : "not pinned")
            .collect(Collectors.joining(", "));
    out.printf(
        "%s (%s); packet pool: %d chunks of %d bytes on %s; run directory %s%n",
        count(state.lanes().size(), "lane"),
        lanes,
        state.pool().chunks(),
        state.pool().chunkSize(),
        state.pool().hugePages() ? "huge pages" : "plain memory (no free huge pages)",
        runDir);
    state
        .bridges()
        .forEach(
            b ->
                out.printf(
                    "bridge %s: %s, %s%n",
                    b.name(), count(b.ports().size(), "port"), count(b.flows(), "flow")));
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static void forever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
