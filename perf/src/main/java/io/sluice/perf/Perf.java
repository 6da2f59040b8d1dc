package io.sluice.perf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice perf}: end-to-end runs. */
@Command(
    name = "sluice perf",
    description = "End-to-end runs against peers.",
    mixinStandardHelpOptions = true,
    subcommands = Perf.Vhost.class)
public final class Perf {
  private Perf() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  private static CommandLine commandLine() {
    return new CommandLine(new Perf())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof PerfException) {
                command.getErr().println("sluice perf: " + e.getMessage());
                return 1;
              }
              throw e;
            });
  }

  /** Who is measured beside Sluice, or instead of it. */
  enum Peer {
    ovs,
    none,
    only
  }

  /** {@code sluice perf vhost}. */
  @Command(
      name = "vhost",
      description = {
        "Two virtio-user front ends of testpmd (CPU 1), 64-byte UDP both ways, through a switch with"
            + " one lane (CPU 0).",
        "Each switch in turn, several times; the medians and their ratio."
      },
      mixinStandardHelpOptions = true)
  static final class Vhost implements Callable<Integer> {
    @Option(
        names = "--rules",
        required = true,
        paramLabel = "FILE",
        description = "Flows in ovs-ofctl syntax, or port, prefix27, masks: the built-in sets.")
    private String rules;

    @Option(names = "--flows", defaultValue = "1", description = "Destinations. Default 1.")
    private int flows;

    @Option(names = "--seconds", defaultValue = "5", description = "Counted. Default 5.")
    private int seconds;

    @Option(names = "--warm", defaultValue = "6", description = "Seconds before. Default 6.")
    private int warm;

    @Option(names = "--runs", defaultValue = "3", description = "Of each switch. Default 3.")
    private int runs;

    @Option(
        names = "--peer",
        defaultValue = "ovs",
        description =
            "ovs: OVS-DPDK in turn with Sluice; none: Sluice alone; only: OVS-DPDK alone.")
    private Peer peer;

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (flows < 1 || seconds < 1 || warm < 0 || runs < 1) {
        throw new PerfException("--flows, --seconds and --runs are 1 or more, --warm 0 or more");
      }
      Machine.require(peer != Peer.none);
      Path copy = Files.createTempFile("rules", ".txt");
      try {
        Files.write(copy, rules());
        return run(copy);
      } finally {
        Files.delete(copy);
      }
    }

    private byte[] rules() throws IOException {
      if (List.of("port", "prefix27", "masks").contains(rules)) {
        try (InputStream in = Perf.class.getResourceAsStream("/rules/" + rules + ".txt")) {
          return in.readAllBytes();
        }
      }
      Path file = Path.of(rules);
      if (!Files.isReadable(file)) {
        throw new PerfException(
            "--rules " + rules + ": no such file; built in: port, prefix27, masks");
      }
      return Files.readAllBytes(file);
    }

    private int run(Path file) throws IOException, InterruptedException {
      System.out.println(Machine.describe());
      System.out.printf(
          "rules %s, %d flows, 64 B, both directions summed, %d s after %d s%n",
          rules, flows, seconds, warm);
      VhostRun run = new VhostRun(file, flows, seconds, warm, System.out);
      List<Double> ours = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        if (peer != Peer.only) {
          ours.add(run.measure("Sluice", new SluiceSwitch()));
        }
        if (peer != Peer.none) {
          theirs.add(run.measure("OVS-DPDK", new OvsDpdk()));
        }
      }
      median("Sluice", ours);
      median("OVS-DPDK", theirs);
      if (!ours.isEmpty() && !theirs.isEmpty()) {
        System.out.printf(
            Locale.ROOT, "ratio %.2f%n", VhostRun.median(ours) / VhostRun.median(theirs));
      }
      return 0;
    }

    private static void median(String name, List<Double> rates) {
      if (!rates.isEmpty()) {
        System.out.printf(
            Locale.ROOT, "median %-10s %6.2f Mpps%n", name, VhostRun.median(rates) / 1e6);
      }
    }
  }
}
