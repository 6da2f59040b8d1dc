package io.sluice.perf;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What captures cost that take nothing: one switch under one load, without a capture and with it in
 * turn, so that both see the machine as it is at that time.
 */
final class CaptureCost {
  private static final int ROUNDS = 5;

  private final Path rules;
  private final int flows;
  private final int seconds;
  private final int warmSeconds;
  private final PrintStream out;

  CaptureCost(Path rules, int flows, int seconds, int warmSeconds, PrintStream out) {
    this.rules = rules;
    this.flows = flows;
    this.seconds = seconds;
    this.warmSeconds = warmSeconds;
    this.out = out;
  }

  /** One side of the comparison. */
  private static final class Side {
    final List<Double> rates = new ArrayList<>();
    final List<Double> cycles = new ArrayList<>();
  }

  /**
   * @param filter in tcpdump's language; no packet of the load passes it
   */
  void measure(String filter) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("sluice-perf");
    Side off = new Side();
    Side on = new Side();
    try (SluiceSwitch sluice = new SluiceSwitch()) {
      sluice.start(directory, rules);
      try (VhostLoad load =
          new VhostLoad(
              directory, directory.resolve("vh0.sock"), directory.resolve("vh1.sock"), flows)) {
        load.start();
        Thread.sleep(1000L * warmSeconds);
        for (int i = 0; i < ROUNDS; i++) {
          count("without", sluice, load, off);
          Process capture = sluice.capture(filter);
          try {
            count("with", sluice, load, on);
          } finally {
            Processes.end(capture);
          }
        }
      }
    } finally {
      VhostRun.delete(directory);
    }
    compare("Mpps", 1e-6, off.rates, on.rates);
    compare("cycles a packet", 1, off.cycles, on.cycles);
  }

  private void count(String what, SluiceSwitch sluice, VhostLoad load, Side side)
      throws IOException, InterruptedException {
    Thread.sleep(500); // what starts and ends is over
    load.packetsPerSecond();
    SluiceSwitch.Sample sample = sluice.sample(1000 * seconds);
    double rate = load.packetsPerSecond();
    side.rates.add(rate);
    sample.cycles().ifPresent(side.cycles::add);
    out.printf(Locale.ROOT, "%-8s %6.2f Mpps  %s%n", what, rate / 1e6, SluiceSwitch.text(sample));
  }

  private void compare(String what, double unit, List<Double> off, List<Double> on) {
    if (!off.isEmpty()) {
      double a = VhostRun.median(off) * unit;
      double b = VhostRun.median(on) * unit;
      out.printf(
          Locale.ROOT,
          "median %s without %.2f, with %.2f: %+.1f %%%n",
          what,
          a,
          b,
          100 * (b / a - 1));
    }
  }
}
