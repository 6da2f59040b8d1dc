package io.sluice.perf;

import static io.sluice.daemon.command.Specs.command;
import static io.sluice.daemon.command.Specs.flag;
import static io.sluice.daemon.command.Specs.maybe;
import static io.sluice.daemon.command.Specs.more;
import static io.sluice.daemon.command.Specs.needed;
import static io.sluice.daemon.command.Specs.number;
import static io.sluice.daemon.command.Specs.oneOf;
import static io.sluice.daemon.command.Specs.value;

import io.sluice.daemon.command.Completes;
import io.sluice.daemon.command.Program;
import io.sluice.daemon.command.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ParseResult;

/** {@code sluice perf}: end-to-end runs and micro benchmarks. */
public final class Perf {
  private static final List<String> BUILT_IN = List.of("port", "prefix27", "masks", "masks100");
  private static final List<String> PEERS = List.of("ovs", "none", "only");

  private final String rules;
  private final int flows;
  private final int seconds;
  private final int warm;
  private final int runs;
  private final int far;
  private final boolean ceiling;
  private final String capture;

  /** ovs: OVS-DPDK in turn with Sluice; none: Sluice alone; only: OVS-DPDK alone. */
  private final String peer;

  private Perf(ParseResult p) {
    rules = Words.option(p, "--rules");
    flows = Words.option(p, "--flows");
    seconds = Words.option(p, "--seconds");
    warm = Words.option(p, "--warm");
    runs = Words.option(p, "--runs");
    far = Words.option(p, "--far");
    ceiling = Words.has(p, "--ceiling");
    capture = Words.option(p, "--capture");
    peer = Words.option(p, "--peer");
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
            more(
                command(
                    "vhost",
                    "Rates between two vhost-user ports, of Sluice and OVS-DPDK in turn.",
                    p -> new Perf(p).vhost(),
                    needed(
                        "--rules",
                        "FILE",
                        Completes.FILE,
                        "Flows in ovs-ofctl syntax, or a built-in set: port, prefix27, masks, masks100."),
                    number("--flows", 1, 1, "Destinations. Default 1."),
                    number("--seconds", 1, 5, "Counted. Default 5."),
                    number("--warm", 0, 6, "Seconds before. Default 6."),
                    number("--runs", 1, 3, "Of each switch. Default 3."),
                    number(
                        "--far",
                        0,
                        0,
                        "Repeat runs whose CPUs were more ns apart. Default 0: never."),
                    flag(
                        "--ceiling", "Also testpmd in the switch's place, which looks nothing up."),
                    value(
                        "--capture",
                        "EXPR",
                        Completes.NOTHING,
                        "Sluice without and with a capture of this filter, in turn; no peer."),
                    oneOf(
                        "--peer",
                        "PEER",
                        PEERS,
                        "ovs: in turn with Sluice; none: Sluice alone; only: OVS-DPDK alone.")),
                "Two virtio-user front ends of testpmd (CPU 1) send 64-byte UDP both ways through",
                "a switch with one lane (CPU 0), each switch several times. It ends with the",
                "medians and their ratio."))
        .add(
            more(
                command(
                    "flows",
                    "How long ovs-ofctl takes to program a switch that has just started.",
                    Perf::flows,
                    number("--flows", 1, 10_000, "Of each load. Default 10000."),
                    number("--loads", 1, 3, "After each start. Default 3."),
                    number("--runs", 1, 3, "Starts of each switch. Default 3."),
                    flag("--bundle", "All of a load as one bundle; else one by one."),
                    oneOf(
                        "--peer",
                        "PEER",
                        PEERS.subList(0, 2),
                        "ovs: in turn with Sluice; none: Sluice alone.")),
                "Each load is add-flows, with a barrier behind each flow, and del-flows; no guests",
                "are there. It ends with the medians of each load and their ratios."))
        .add(
            more(
                command(
                    "ask",
                    "What a lane's polls take while a client asks everything over HTTP.",
                    p ->
                        new AskCost(
                                Words.option(p, "--seconds"), Words.option(p, "--runs"), System.out)
                            .run(),
                    number("--seconds", 1, 5, "Of each part. Default 5."),
                    number("--runs", 1, 3, "Of each. Default 3.")),
                "One lane on CPU 0 forwards from a generator to a sink; a client asks every path",
                "100 times a second, and nobody, in turn."))
        .add(
            more(
                command(
                    "jmh",
                    "Micro benchmarks: nanoseconds and bytes allocated, a packet.",
                    p -> microbenchmarks(p).run(),
                    number("--iterations", 1, 3, "Counted, after as many to warm up. Default 3."),
                    number("--time", 1, 300, "Milliseconds of each. Default 300."),
                    maybe(
                        "PATTERN",
                        Completes.NOTHING,
                        "Of benchmarks' names, a regular expression. Default: all.")),
                "The exit code is 1 when one of them allocated."));
  }

  private static Microbenchmarks microbenchmarks(ParseResult p) {
    List<String> pattern = Words.from(p, 0);
    return new Microbenchmarks(
        pattern.isEmpty() ? "" : pattern.getFirst(),
        Words.option(p, "--iterations"),
        Words.option(p, "--time"));
  }

  private static int flows(ParseResult p) throws IOException, InterruptedException {
    boolean beside = Words.option(p, "--peer").equals("ovs");
    Machine.requireOfctl(beside);
    new FlowLoad(
            Words.option(p, "--flows"),
            Words.option(p, "--loads"),
            Words.has(p, "--bundle"),
            System.out)
        .run(Words.option(p, "--runs"), beside);
    return 0;
  }

  private int vhost() throws IOException, InterruptedException {
    Machine.require(!peer.equals("none") && capture == null);
    Path copy = Files.createTempFile("rules", ".txt");
    try {
      Files.write(copy, rules());
      return run(copy);
    } finally {
      Files.delete(copy);
    }
  }

  private byte[] rules() throws IOException {
    if (BUILT_IN.contains(rules)) {
      try (InputStream in = Perf.class.getResourceAsStream("/rules/" + rules + ".txt")) {
        return in.readAllBytes();
      }
    }
    Path file = Path.of(rules);
    if (!Files.isReadable(file)) {
      throw new PerfException(
          "--rules " + rules + ": no such file; built in: " + String.join(", ", BUILT_IN));
    }
    return Files.readAllBytes(file);
  }

  private int run(Path file) throws IOException, InterruptedException {
    System.out.println(Machine.describe());
    System.out.printf(
        "rules %s, %d flows, 64 B, both directions summed, %d s after %d s%n",
        rules, flows, seconds, warm);
    if (capture != null) {
      new CaptureCost(file, flows, seconds, warm, System.out).measure(capture);
      return 0;
    }
    VhostRun run = new VhostRun(file, flows, seconds, warm, far, System.out);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> wire = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      if (!peer.equals("only")) {
        ours.add(run.measure("Sluice", SluiceSwitch::new));
      }
      if (!peer.equals("none")) {
        theirs.add(run.measure("OVS-DPDK", OvsDpdk::new));
      }
      if (ceiling) {
        wire.add(run.measure("ceiling", TestpmdWire::new));
      }
    }
    median("Sluice", ours);
    median("OVS-DPDK", theirs);
    median("ceiling", wire);
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
