package io.sluice.perf;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Measures switches in turn under the same load, several times, and says what came of it. */
final class VhostRun {
  private static final int RAMP_STEP_MS = 500;
  // What counts as full speed while a switch warms up, of the rate that is counted later.
  private static final double FULL = 0.9;
  private static final int TRIES = 6;

  private final Path rules;
  private final int flows;
  private final int seconds;
  private final int warmSeconds;
  private final int farNs;
  private final PrintStream out;

  /**
   * @param farNs a run before or after which the two CPUs are farther apart is printed, but not
   *     counted, and made again; 0: all count
   */
  VhostRun(Path rules, int flows, int seconds, int warmSeconds, int farNs, PrintStream out) {
    this.rules = rules;
    this.flows = flows;
    this.seconds = seconds;
    this.warmSeconds = warmSeconds;
    this.farNs = farNs;
    this.out = out;
  }

  /** A switch to measure, made anew for each run. */
  interface Maker {
    Contender make();
  }

  /** One switch, started, warmed, counted and ended, on CPUs that were near if so asked. */
  double measure(String name, Maker maker) throws IOException, InterruptedException {
    for (int i = 1; ; i++) {
      OptionalLong before = CoreDistance.nanoseconds();
      Result r = run(maker.make());
      OptionalLong after = CoreDistance.nanoseconds();
      boolean far = farNs > 0 && (isFar(before) || isFar(after));
      out.printf(
          Locale.ROOT,
          "%-10s %6.2f Mpps  %s%scpus %s and %s ns apart%s%n",
          name,
          r.rate / 1e6,
          r.ramp,
          r.more.isEmpty() ? "" : r.more + ", ",
          text(before),
          text(after),
          far ? ": far, not counted" : "");
      if (!far) {
        return r.rate;
      }
      if (i == TRIES) {
        throw new PerfException(
            "%d runs of %s, and the CPUs were farther than %d ns apart each time: the host has moved"
                    .formatted(TRIES, name, farNs)
                + " one of them away; try again later, or leave --far out");
      }
    }
  }

  private record Result(double rate, String ramp, String more) {}

  private Result run(Contender contender) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("sluice-perf");
    try {
      try (contender) {
        contender.start(directory, rules);
        try (VhostLoad load =
            new VhostLoad(
                directory, directory.resolve("vh0.sock"), directory.resolve("vh1.sock"), flows)) {
          load.start();
          List<Double> ramp = ramp(load);
          load.packetsPerSecond();
          Thread.sleep(1000L * seconds);
          double rate = load.packetsPerSecond();
          return new Result(rate, fullSpeed(ramp, rate), contender.interval());
        }
      }
    } finally {
      delete(directory);
    }
  }

  private List<Double> ramp(VhostLoad load) throws IOException, InterruptedException {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < warmSeconds * 1000 / RAMP_STEP_MS; i++) {
      Thread.sleep(RAMP_STEP_MS);
      rates.add(load.packetsPerSecond());
    }
    return rates;
  }

  private static String fullSpeed(List<Double> ramp, double rate) {
    if (ramp.isEmpty()) {
      return "";
    }
    for (int i = 0; i < ramp.size(); i++) {
      if (ramp.get(i) >= FULL * rate) {
        return String.format(
            Locale.ROOT, "full speed within %.1f s, ", (i + 1) * RAMP_STEP_MS / 1000.0);
      }
    }
    return "full speed not in the warm-up, ";
  }

  private boolean isFar(OptionalLong distance) {
    return distance.orElse(0) > farNs;
  }

  private static String text(OptionalLong distance) {
    return distance.isEmpty() ? "?" : Long.toString(distance.getAsLong());
  }

  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(Comparator.naturalOrder());
    int n = sorted.size();
    return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    }
  }
}
