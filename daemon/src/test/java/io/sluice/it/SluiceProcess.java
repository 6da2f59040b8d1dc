package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.daemon.MainCommand;
import io.sluice.daemon.api.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code sluice run --config FILE} as a process of its own, on the class path of the tests (not
 * through the launcher, which would look whether it must build).
 */
final class SluiceProcess implements SwitchUnderTest {
  private final Path directory;
  private final List<String> flows;
  private final String ports;
  private final boolean ownBridge;
  private String lanes = "[ { cpu = 0 } ]";
  private String idle = "spin";
  private String controller = "";
  private String http = "";
  private List<String> program = MainCommand.line();
  private Child process;
  private int starts;

  SluiceProcess(Path directory, List<String> flows, List<Port> ports) {
    this(directory, flows, vhostPorts(directory, ports));
  }

  /**
   * @param ports in the words of the configuration file, one a line
   */
  SluiceProcess(Path directory, List<String> flows, String ports) {
    this.directory = directory;
    this.flows = flows;
    this.ports = ports;
    this.ownBridge = !ports.isEmpty();
  }

  /**
   * Before the start: other lanes than one that spins on CPU 0.
   *
   * @param value as in the configuration file
   */
  SluiceProcess withLanes(String value, String idleMode) {
    lanes = value;
    idle = idleMode;
    return this;
  }

  /**
   * Before the start: the bridge's flows come from a controller, or from nobody.
   *
   * @param target as in the configuration file
   */
  SluiceProcess withController(String target, String failMode) {
    return withControllers(List.of(target), failMode);
  }

  SluiceProcess withControllers(List<String> targets, String failMode) {
    controller =
        "bridges.br0 { controllers = [\"%s\"], fail-mode = %s }"
            .formatted(String.join("\", \"", targets), failMode);
    return this;
  }

  /** Before the start: where it speaks HTTP, also after another start. */
  SluiceProcess withHttp(String address) {
    http = "http.address = \"%s\"".formatted(address);
    return this;
  }

  /**
   * Before the start: in place of this process's Java and class path.
   *
   * @param value the start of a command line
   */
  SluiceProcess withProgram(List<String> value) {
    program = List.copyOf(value);
    return this;
  }

  private static String vhostPorts(Path directory, List<Port> ports) {
    StringBuilder s = new StringBuilder();
    int ofport = 0;
    for (Port p : ports) {
      s.append(
          "    %s { type = vhost-user, mode = %s, path = \"%s\", queues = %d, ofport = %d%s }%n"
              .formatted(
                  p.name(),
                  p.mode() == Mode.CLIENT ? "client" : "server",
                  directory.resolve(p.name() + ".sock"),
                  p.queuePairs(),
                  ++ofport,
                  p.vlan().isEmpty() ? "" : ", tag = " + p.vlan()));
    }
    return s.toString();
  }

  private Path runDirectory() {
    return directory.resolve("run");
  }

  @Override
  public void start() {
    String config =
        """
        sluice {
          run-dir = "%s"
          data-dir = "%s"
          lanes = %s
          idle = %s
          %s
          %s
          bridges.br0.ports {
        %s  }
        }
        """
            .formatted(
                runDirectory(), directory.resolve("data"), lanes, idle, controller, http, ports);
    Path file = directory.resolve("sluice.conf");
    try {
      Files.writeString(file, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("run", "--config", file.toString()));
    process = Child.start(directory.resolve("sluice" + ++starts + ".log"), command);
    process.awaitOutput("ready", LIMIT);
    if (ownBridge && controller.isEmpty()) {
      flows(flows);
    }
  }

  Child process() {
    return process;
  }

  /** Runs a command of the CLI against this switch; its output. */
  String cli(String verb, String... arguments) {
    List<String> c = new ArrayList<>(program);
    c.add(verb);
    c.addAll(List.of("--run-dir", runDirectory().toString()));
    c.addAll(List.of(arguments));
    return Child.run(LIMIT, c, Map.of());
  }

  /** What {@code show} prints. */
  String show() {
    return ask("show", "text");
  }

  /** A request as the CLI makes it, without its process: for what is asked again and again. */
  String ask(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = ApiClient.call(runDirectory(), List.of(words), to, to);
    String text = out.toString(StandardCharsets.UTF_8);
    assertEquals(0, code, String.join(" ", words) + ": " + text);
    return text;
  }

  @Override
  public void awaitConnected() {
    long wanted = ports.lines().count();
    Child.until(
        "all ports are connected",
        LIMIT,
        () -> show().lines().filter(l -> l.contains("connected, ")).count() >= wanted,
        this::describe);
  }

  @Override
  public void flows(List<String> flows) {
    Path file = directory.resolve("flows.txt");
    try {
      Files.write(file, flows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cli("replace-flows", "br0", file.toString());
  }

  @Override
  public void stop() {
    assertTrue(process.isAlive(), "the switch ended by itself\n" + process.output());
    process.terminate();
    assertEquals(0, process.awaitExit(LIMIT), process.output());
    assertTrue(
        !process.output().contains("Exception"), "a stack trace on the way\n" + process.output());
    PacketBalance.checkLast(process.output());
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public Path socket(String port) {
    return directory.resolve(port + ".sock");
  }

  @Override
  public String describe() {
    return cli("show") + cli("dump-flows", "br0") + process.output();
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    try {
      if (process.isAlive()) {
        process.terminate();
        process.awaitExit(LIMIT);
        PacketBalance.checkLast(process.output());
      }
    } finally {
      process.close();
    }
  }
}
