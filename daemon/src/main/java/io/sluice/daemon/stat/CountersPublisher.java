package io.sluice.daemon.stat;

import io.sluice.actors.SwitchApi;
import io.sluice.log.EventLog;
import io.sluice.ring.os.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps the counters file up to date, on a thread of its own: lanes count as ever and know nothing
 * of the file. What is in it is at most a quarter of a second old.
 */
public final class CountersPublisher implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(CountersPublisher.class);
  private static final int CAPACITY = 4096;
  private static final long EVERY_MS = 250;
  private static final long PATIENCE_MS = 2000;

  private final SwitchApi api;
  private final CountersFile file;
  private final Thread thread;
  private boolean full;

  private CountersPublisher(SwitchApi api, CountersFile file) {
    this.api = api;
    this.file = file;
    this.thread = Thread.ofPlatform().name("sluice-counters").daemon().unstarted(this::run);
  }

  /**
   * Begins to publish.
   *
   * @return null when the file cannot be made, which is logged: a switch runs without it
   */
  public static CountersPublisher open(Path runDir, SwitchApi api) {
    try {
      CountersFile file = CountersFile.create(runDir, CAPACITY, System.currentTimeMillis());
      CountersPublisher publisher = new CountersPublisher(api, file);
      publisher.thread.start();
      return publisher;
    } catch (IOException e) {
      LOG.warn(
          "no-counters-file",
          "run_dir",
          runDir,
          "why",
          e.getMessage(),
          "so",
          "`sluice stat` has nothing to show");
      return null;
    }
  }

  private void run() {
    try {
      while (true) {
        round();
        Thread.sleep(EVERY_MS);
      }
    } catch (InterruptedException e) {
      // Told to end.
    } finally {
      file.ended(System.currentTimeMillis());
      file.close();
    }
  }

  private void round() throws InterruptedException {
    try {
      var state = api.state().toCompletableFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
      file.begin();
      SwitchCounters.write(state, file::set);
      long refused = file.end(System.currentTimeMillis());
      if (refused > 0 && !full) {
        full = true;
        LOG.warn("counters-file-full", "left_out", refused);
      }
    } catch (ExecutionException | TimeoutException e) {
      // A busy switch, or one that ends: the time of the last update says how old the values are.
      LOG.debug("no-state-for-counters-file", "why", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.awaitEnd(thread);
  }
}
