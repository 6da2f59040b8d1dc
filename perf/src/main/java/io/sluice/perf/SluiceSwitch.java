package io.sluice.perf;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sluice as a process of its own with default settings: one lane on CPU 0. On this process's class
 * path, with its JVM options.
 */
final class SluiceSwitch implements Contender {
  private static final String MAIN = "io.sluice.daemon.Main";

  private record Lane(long busyNs, long idleNs, long packets) {}

  private Path directory;
  private Process process;
  private Lane before;

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

  @Override
  public String interval() throws IOException, InterruptedException {
    String state = cli("show", "--json");
    Lane now =
        new Lane(number(state, "busyNs"), number(state, "idleNs"), laneNumber(state, "packets"));
    String line = before == null ? "" : describe(before, now);
    before = now;
    return line;
  }

  private static String describe(Lane from, Lane to) {
    double busy = to.busyNs - from.busyNs;
    double idle = to.idleNs - from.idleNs;
    long packets = to.packets - from.packets;
    OptionalDouble mhz = Machine.megahertz();
    String cycles =
        mhz.isEmpty() || packets == 0
            ? ""
            : ", %.0f cycles a packet".formatted(busy * mhz.getAsDouble() / 1000 / packets);
    return "lane idle %.1f %%%s".formatted(100 * idle / Math.max(1, busy + idle), cycles);
  }

  private static long number(String json, String key) {
    Matcher m = Pattern.compile("\"" + key + "\" *: *([0-9]+)").matcher(json);
    if (!m.find()) {
      throw new PerfException("show --json does not say " + key + ":\n" + json);
    }
    return Long.parseLong(m.group(1));
  }

  /** A number of the first lane: behind its times. */
  private static long laneNumber(String json, String key) {
    return number(json.substring(json.indexOf("\"idleNs\"")), key);
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}
