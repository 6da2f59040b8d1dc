package io.sluice.ring.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs the system's tools for tests that need the kernel. */
public final class Commands {
  private Commands() {}

  /** Runs a command to its end. */
  public static String run(String... command) {
    String output = attempt(command);
    if (output == null) {
      throw new AssertionError("failed: " + String.join(" ", command));
    }
    return output;
  }

  /** Runs a command to its end; null when it is missing or fails. */
  public static String attempt(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      return process.exitValue() == 0 ? output : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
