package io.sluice.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts programs and ends exactly those. */
final class Processes {
  private Processes() {}

  static Process start(Path log, List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder b =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    b.environment().putAll(environment);
    return b.start();
  }

  /** Runs a program to its end; its output. */
  static String run(Path directory, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "command", ".log");
    Process p = start(log, command, environment);
    try {
      if (!p.waitFor(60, TimeUnit.SECONDS) || p.exitValue() != 0) {
        throw new PerfException(String.join(" ", command) + " failed:\n" + Files.readString(log));
      }
    } finally {
      p.destroyForcibly();
    }
    return Files.readString(log);
  }

  /** Waits until a program has written a text. */
  static void await(Process p, Path log, String text, int seconds)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!Files.readString(log).contains(text)) {
      if (!p.isAlive() || System.nanoTime() - deadline > 0) {
        throw new PerfException("waited for \"" + text + "\":\n" + Files.readString(log));
      }
      Thread.sleep(20);
    }
  }

  /** SIGTERM, and SIGKILL when it does not end in ten seconds. */
  static void end(Process p) {
    if (p != null) {
      p.destroy();
      end(p, 10);
    }
  }

  /** Waits for the end of a process that was told to end; SIGKILL when it does not come. */
  static void end(Process p, int seconds) {
    try {
      if (p.waitFor(seconds, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    p.destroyForcibly();
  }
}
