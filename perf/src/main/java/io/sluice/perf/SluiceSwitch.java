package io.sluice.perf;

import io.sluice.daemon.api.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sluice as a process of its own with default settings: one lane on CPU 0. On this process's class
 * path, with its JVM options.
 */
final class SluiceSwitch implements Programmable {
  private static final String MAIN = "io.sluice.daemon.Main";

  private static final Pattern LANE = Pattern.compile("lane 0 idle +([0-9.]+) % +([0-9,]+) pps");

  private Path directory;
  private Process process;

  @Override
  public void start(Path directory, Path rules) throws IOException, InterruptedException {
    this.directory = directory;
    Path config = directory.resolve("sluice.conf");
    Files.writeString(
        config,
        """
        sluice {
          run-dir = "%1$s/run"
          data-dir = "%1$s/data"
          lanes = [ { cpu = 0 } ]
          bridges.br0.ports {
            vh0 { type = vhost-user, mode = client, path = "%1$s/vh0.sock", ofport = 1 }
            vh1 { type = vhost-user, mode = client, path = "%1$s/vh1.sock", ofport = 2 }
          }
        }
        """
            .formatted(directory));
    List<String> command = command();
    command.addAll(List.of("run", "--config", config.toString()));
    Path log = directory.resolve("sluice.log");
    process = Processes.start(log, command, Map.of());
    Processes.await(process, log, "ready", 30);
    cli("del-flows", "br0");
    cli("add-flows", "br0", rules.toString());
  }

  private static List<String> command() {
    List<String> c = new ArrayList<>();
    c.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    c.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    c.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    return c;
  }

  private String cli(String verb, String... arguments) throws IOException, InterruptedException {
    List<String> c = command();
    c.addAll(List.of(verb, "--run-dir", directory.resolve("run").toString()));
    c.addAll(List.of(arguments));
    return Processes.run(directory, c, Map.of());
  }

  /**
   * What the lane did in an interval.
   *
   * @param idle share of its time, in percent
   * @param cycles a packet took; empty where the machine does not say how quick they are
   */
  record Sample(double idle, OptionalDouble cycles) {}

  static String text(Sample s) {
    return String.format(Locale.ROOT, "lane idle %.1f %%", s.idle)
        + (s.cycles.isEmpty()
            ? ""
            : String.format(Locale.ROOT, ", %.0f cycles a packet", s.cycles.getAsDouble()));
  }

  /** Asks while the load still runs, without a process that would run beside it. */
  Sample sample(int ms) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ApiClient.call(directory.resolve("run"), List.of("top", "" + ms), to, to);
    String top = bytes.toString(StandardCharsets.UTF_8);
    Matcher m = LANE.matcher(top);
    if (!m.find()) {
      throw new PerfException("top says nothing about lane 0:\n" + top);
    }
    double idle = Double.parseDouble(m.group(1));
    double packets = Double.parseDouble(m.group(2).replace(",", ""));
    OptionalDouble mhz = Machine.megahertz();
    return new Sample(
        idle,
        mhz.isEmpty() || packets == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((1 - idle / 100) * mhz.getAsDouble() * 1e6 / packets));
  }

  @Override
  public String openFlow() {
    return "unix:" + directory.resolve("run/br0.mgmt");
  }

  @Override
  public String interval() {
    return text(sample(1000));
  }

  /** Starts a capture that runs when this returns. */
  Process capture(String filter) throws IOException, InterruptedException {
    List<String> c = command();
    c.addAll(List.of("dump", "--run-dir", directory.resolve("run").toString()));
    c.addAll(List.of("--filter", filter, "-w", "/dev/null"));
    Path log = directory.resolve("dump.log");
    Process capture = Processes.start(log, c, Map.of());
    Processes.await(capture, log, "capturing", 30);
    return capture;
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}
