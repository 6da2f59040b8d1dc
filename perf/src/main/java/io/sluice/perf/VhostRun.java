package io.sluice.perf;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Measures switches in turn under the same load, several times, and says what came of it. */
final class VhostRun {
  private final Path rules;
  private final int flows;
  private final int seconds;
  private final int warmSeconds;
  private final PrintStream out;

  VhostRun(Path rules, int flows, int seconds, int warmSeconds, PrintStream out) {
    this.rules = rules;
    this.flows = flows;
    this.seconds = seconds;
    this.warmSeconds = warmSeconds;
    this.out = out;
  }

  /** One switch, started, warmed, counted and ended. */
  double measure(String name, Contender contender) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("sluice-perf");
    try {
      try (contender) {
        contender.start(directory, rules);
        try (VhostLoad load =
            new VhostLoad(
                directory, directory.resolve("vh0.sock"), directory.resolve("vh1.sock"), flows)) {
          load.start();
          Thread.sleep(1000L * warmSeconds);
          load.packetsPerSecond();
          Thread.sleep(1000L * seconds);
          double rate = load.packetsPerSecond();
          String more = contender.interval();
          out.printf(Locale.ROOT, "%-10s %6.2f Mpps  %s%n", name, rate / 1e6, more);
          return rate;
        }
      }
    } finally {
      delete(directory);
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(Comparator.naturalOrder());
    int n = sorted.size();
    return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    }
  }
}
