package io.sluice.perf;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long ovs-ofctl takes to program a switch that has just started, and again, and again: its
 * flows come one by one, each with a barrier, unless they are a bundle. Of each switch in turn.
 */
final class FlowLoad {
  private static final List<String> BUNDLE = List.of("-O", "OpenFlow13", "--bundle");

  private final int flows;
  private final int loads;
  private final boolean bundle;
  private final PrintStream out;

  FlowLoad(int flows, int loads, boolean bundle, PrintStream out) {
    this.flows = flows;
    this.loads = loads;
    this.bundle = bundle;
    this.out = out;
  }

  /**
   * @param runs starts of each switch
   */
  void run(int runs, boolean beside) throws IOException, InterruptedException {
    out.println(Machine.describe());
    out.printf(
        "%d flows by ovs-ofctl%s, %d times after each start, s%n",
        flows, bundle ? " in a bundle" : " one by one", loads);
    List<List<Double>> ours = new ArrayList<>();
    List<List<Double>> theirs = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      ours.add(measure("Sluice", SluiceSwitch::new));
      if (beside) {
        theirs.add(measure("OVS-DPDK", OvsDpdk::new));
      }
    }
    List<Double> mine = medians("Sluice", ours);
    if (beside) {
      List<Double> its = medians("OVS-DPDK", theirs);
      StringBuilder ratios = new StringBuilder("ratio ");
      for (int i = 0; i < loads; i++) {
        ratios.append(String.format(Locale.ROOT, " %.2f", its.get(i) / mine.get(i)));
      }
      out.println(ratios);
    }
  }

  private List<Double> measure(String name, Supplier<Programmable> contender)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("sluice-flows");
    List<Double> seconds = new ArrayList<>();
    try (Programmable measured = contender.get()) {
      Path file = Files.write(directory.resolve("flows.txt"), lines());
      measured.start(directory, Files.createFile(directory.resolve("none.txt")));
      for (int i = 0; i < loads; i++) {
        long start = System.nanoTime();
        ofctl(directory, "add-flows", measured.openFlow(), file.toString());
        seconds.add((System.nanoTime() - start) / 1e9);
        check(ofctl(directory, "dump-aggregate", measured.openFlow()));
        ofctl(directory, "del-flows", measured.openFlow());
      }
    } finally {
      VhostRun.delete(directory);
    }
    say(name, seconds);
    return seconds;
  }

  /** A load that is taken but not carried out would be quick. */
  private void check(String aggregate) {
    if (!aggregate.contains("flow_count=" + flows)) {
      throw new PerfException("not all of " + flows + " flows are there:\n" + aggregate);
    }
  }

  private String ofctl(Path directory, String verb, String... arguments)
      throws IOException, InterruptedException {
    List<String> c = new ArrayList<>(List.of("ovs-ofctl"));
    if (bundle && verb.equals("add-flows")) {
      c.addAll(BUNDLE);
    }
    c.add(verb);
    c.addAll(List.of(arguments));
    return Processes.run(directory, c, Map.of());
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>(flows);
    for (int i = 0; i < flows; i++) {
      lines.add(
          "priority=%d,tcp,in_port=1,nw_src=10.%d.%d.0/24,nw_dst=192.%d.%d.%d,tp_dst=%d,actions=output:2"
              .formatted(
                  100 + i % 50,
                  i >> 8 & 0xff,
                  i & 0xff,
                  i >> 16 & 0xff,
                  i >> 8 & 0xff,
                  i & 0xff,
                  1 + i % 60_000));
    }
    return lines;
  }

  private List<Double> medians(String name, List<List<Double>> runs) {
    List<Double> medians = new ArrayList<>();
    for (int i = 0; i < loads; i++) {
      int load = i;
      medians.add(VhostRun.median(runs.stream().map(run -> run.get(load)).toList()));
    }
    say("median " + name, medians);
    return medians;
  }

  private void say(String name, List<Double> seconds) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-16s", name));
    seconds.forEach(s -> line.append(String.format(Locale.ROOT, " %6.2f", s)));
    out.println(line);
  }
}
