package io.sluice.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A process of a test, its output in a file. It is ended by its id, at the latest when the test
 * ends. Every wait has a deadline and fails with the output.
 */
final class Child implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static Child start(Path log, List<String> command) {
    return start(log, command, Map.of());
  }

  static Child start(Path log, List<String> command, Map<String, String> environment) {
    ProcessBuilder b =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    b.environment().putAll(environment);
    try {
      return new Child(Path.of(command.getFirst()).getFileName().toString(), b.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end; its output. Fails when the exit code is not 0. */
  static String run(Duration limit, String... command) {
    return run(limit, List.of(command), Map.of());
  }

  static String run(Duration limit, List<String> command, Map<String, String> environment) {
    try {
      Path log = Files.createTempFile("sluice-it", ".log");
      try (Child c = start(log, command, environment)) {
        int code = c.awaitExit(limit);
        if (code != 0) {
          throw new AssertionError(
              "%s: exit code %d%n%s".formatted(String.join(" ", command), code, c.output()));
        }
        return c.output();
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Process process() {
    return process;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a line to its standard input. */
  void type(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError(name + " does not listen any more\n" + output(), e);
    }
  }

  /** Waits until it has written {@code text}; fails when it ends before. */
  void awaitOutput(String text, Duration limit) {
    until(
        name + " wrote \"" + text + "\"",
        limit,
        () -> {
          boolean alive = isAlive();
          if (output().contains(text)) {
            return true;
          }
          if (!alive) {
            throw new AssertionError(name + " ended before it wrote " + text + "\n" + output());
          }
          return false;
        },
        this::output);
  }

  int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(name + " did not end in " + limit + "\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL, and waits for the end. */
  void kill() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(60));
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }

  /** Looks at a condition until it holds; a wait for an event that nobody announces. */
  static void until(
      String what, Duration limit, BooleanSupplier condition, Supplier<String> explanation) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited " + limit + " until " + what + "\n" + explanation.get());
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
