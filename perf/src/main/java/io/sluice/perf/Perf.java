package io.sluice.perf;

import io.sluice.daemon.command.Argument;
import io.sluice.daemon.command.Command;
import io.sluice.daemon.command.Completes;
import io.sluice.daemon.command.Option;
import io.sluice.daemon.command.Parsed;
import io.sluice.daemon.command.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code sluice perf}: end-to-end runs and micro benchmarks. */
public final class Perf {
  private static final List<String> PEERS = List.of("ovs", "none", "only");

  private final String rules;
  private final int flows;
  private final int seconds;
  private final int warm;
  private final int runs;

  /** ovs: OVS-DPDK in turn with Sluice; none: Sluice alone; only: OVS-DPDK alone. */
  private final String peer;

  private Perf(Parsed p) {
    rules = p.option("--rules", "");
    flows = p.number("--flows", 1, 1);
    seconds = p.number("--seconds", 1, 5);
    warm = p.number("--warm", 0, 6);
    runs = p.number("--runs", 1, 3);
    peer = p.oneOf("--peer", "ovs", PEERS);
  }

  public static void main(String[] args) {
    System.exit(program().execute(args, System.out, System.err));
  }

  private static Program program() {
    return new Program(
            "./sluice perf",
            "End-to-end runs against peers, and micro benchmarks.",
            () -> "sluice perf",
            e -> e instanceof PerfException ? e.getMessage() : e.toString())
        .add(
            Command.of(
                    "vhost",
                    "Rates between two vhost-user ports, of Sluice and OVS-DPDK in turn.",
                    p -> new Perf(p).vhost())
                .options(
                    Option.needed(
                        "--rules",
                        "FILE",
                        Completes.FILE,
                        "Flows in ovs-ofctl syntax, or port, prefix27, masks: the built-in sets."),
                    number("--flows", "Destinations. Default 1."),
                    number("--seconds", "Counted. Default 5."),
                    number("--warm", "Seconds before. Default 6."),
                    number("--runs", "Of each switch. Default 3."),
                    Option.value(
                        "--peer",
                        "PEER",
                        Completes.NOTHING,
                        "ovs: in turn with Sluice; none: Sluice alone; only: OVS-DPDK alone."))
                .more(
                    "Two virtio-user front ends of testpmd (CPU 1) send 64-byte UDP both ways through",
                    "a switch with one lane (CPU 0), each switch several times. It ends with the",
                    "medians and their ratio."))
        .add(
            Command.of(
                    "jmh",
                    "Micro benchmarks: nanoseconds and bytes allocated, a packet.",
                    p -> microbenchmarks(p).run())
                .takes(
                    Argument.maybe(
                        "PATTERN",
                        Completes.NOTHING,
                        "Of benchmarks' names, a regular expression. Default: all."))
                .options(
                    number("--iterations", "Counted, after as many to warm up. Default 3."),
                    number("--time", "Milliseconds of each. Default 300."))
                .more("The exit code is 1 when one of them allocated."));
  }

  private static Option number(String name, String description) {
    return Option.value(name, "N", Completes.NOTHING, description);
  }

  private static Microbenchmarks microbenchmarks(Parsed p) {
    List<String> pattern = p.from(0);
    return new Microbenchmarks(
        pattern.isEmpty() ? "" : pattern.getFirst(),
        p.number("--iterations", 1, 3),
        p.number("--time", 1, 300));
  }

  private int vhost() throws IOException, InterruptedException {
    Machine.require(!peer.equals("none"));
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
      if (!peer.equals("only")) {
        ours.add(run.measure("Sluice", new SluiceSwitch()));
      }
      if (!peer.equals("none")) {
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
