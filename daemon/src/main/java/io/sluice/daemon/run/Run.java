package io.sluice.daemon.run;

import io.sluice.actors.SwitchState;
import io.sluice.daemon.config.ConfigProblem;
import io.sluice.daemon.config.SwitchConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** {@code sluice run}. */
public final class Run {
  private Run() {}

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
    return stay(config, runDir == null ? config.runDir() : runDir, out, err, r -> {}, () -> {});
  }

  /** What is done while the switch runs; returns at once. */
  interface Started {
    void with(Running running);
  }

  static int stay(
      SwitchConfig config,
      Path runDir,
      PrintStream out,
      PrintStream err,
      Started started,
      Runnable beforeStop) {
    out.println("starting, run directory " + runDir);
    Running running;
    try {
      running = Running.start(config, runDir);
    } catch (RuntimeException e) {
      err.println("sluice: " + e.getMessage());
      return 1;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  int code = 0;
                  try {
                    beforeStop.run();
                    running.close();
                    out.println("stopped");
                  } catch (RuntimeException e) {
                    err.println("sluice: " + e.getMessage());
                    code = 1;
                  }
                  out.flush();
                  // Else a JVM that was ended by a signal says so in its exit code.
                  Runtime.getRuntime().halt(code);
                },
                "stop"));
    describe(running.state(), runDir, out);
    out.println("ready");
    out.flush();
    started.with(running);
    forever();
    return 0;
  }

  private static void describe(SwitchState state, Path runDir, PrintStream out) {
    String lanes =
        state.lanes().stream()
            .map(l -> l.cpu().isPresent() ? "CPU " + l.cpu().getAsInt() : "not pinned")
            .collect(Collectors.joining(", "));
    out.printf(
        "%d lane%s (%s); packet pool: %d chunks of %d bytes on %s; run directory %s%n",
        state.lanes().size(),
        state.lanes().size() == 1 ? "" : "s",
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
                    "bridge %s: %d ports, %d flows%n", b.name(), b.ports().size(), b.flows()));
  }

  private static void forever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
