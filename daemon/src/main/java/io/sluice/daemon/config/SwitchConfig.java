package io.sluice.daemon.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import io.sluice.actors.PortSpec;
import io.sluice.actors.RebalanceSettings;
import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchSettings;
import io.sluice.daemon.log.LogFormat;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.lane.IdleMode;
import io.sluice.lane.LaneSpec;
import io.sluice.lane.Lanes;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.FailMode;
import io.sluice.openflow.connection.Target;
import io.sluice.openflow.connection.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a configuration file says, checked.
 *
 * @param runDir for sockets and the lock
 */
public record SwitchConfig(
    Path runDir,
    SwitchSettings settings,
    List<Bridge> bridges,
    OpenFlow openFlow,
    HttpSettings http,
    LogFormat logFormat) {
  /** With nothing said about OpenFlow, HTTP and the log. */
  public SwitchConfig(Path runDir, SwitchSettings settings, List<Bridge> bridges) {
    this(runDir, settings, bridges, OpenFlow.DEFAULT, HttpSettings.DEFAULT, LogFormat.TEXT);
  }

  /**
   * Of all OpenFlow connections.
   *
   * @param tls for ssl: and pssl:, or null
   * @param probeSeconds as in {@link ControllerSettings}
   * @param packetInsPerSecond as in {@link ControllerSettings}
   */
  public record OpenFlow(TlsFiles tls, int probeSeconds, int packetInsPerSecond) {
    static final OpenFlow DEFAULT =
        new OpenFlow(
            null, ControllerSettings.PROBE_SECONDS, ControllerSettings.PACKET_INS_PER_SECOND);
  }

  /**
   * A bridge.
   *
   * @param flows what it works by; empty: as {@link #startsNormal} says
   * @param controllers its OpenFlow controllers, and where it listens for them
   * @param failMode what it does without a controller
   */
  public record Bridge(
      String name,
      List<PortSpec> ports,
      List<FlowMod> flows,
      List<Target> controllers,
      FailMode failMode) {
    /** Without controllers. */
    public Bridge(String name, List<PortSpec> ports, List<FlowMod> flows) {
      this(name, ports, flows, List.of(), FailMode.STANDALONE);
    }

    /**
     * Whether it keeps its first flow, NORMAL: not where controllers are to say what it does, or
     * nobody else is to. ovs-vsctl(8), "Controller Failure Settings".
     */
    public boolean startsNormal() {
      return failMode == FailMode.STANDALONE
          && controllers.stream().allMatch(target -> target.kind().passive());
    }
  }

  private static final List<String> KEYS =
      List.of(
          "run-dir",
          "data-dir",
          "lanes",
          "idle",
          "rebalance",
          "pool",
          "openflow",
          "http",
          "bridges",
          "log");
  private static final List<String> LATER = List.of("cluster", "qos", "bonds");

  /** Reads a file; nothing is started and, but for reading, nothing is touched. */
  public static SwitchConfig load(Path file) throws ConfigProblem {
    String name = file.toString();
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ConfigProblem(
          name
              + (Files.exists(file) ? ": is not a readable file" : ": no such file")
              + "; say run --config FILE with a file like the one in README.md");
    }
    try {
      ConfigObject root =
          ConfigFactory.parseFile(
                  file.toFile(),
                  ConfigParseOptions.defaults()
                      .setAllowMissing(false)
                      .setIncluder(new EveryInclude(null)))
              .resolve()
              .root();
      SwitchConfig config = read(new Section(name, "the file", root));
      DuplicatePorts.Found twice = DuplicatePorts.find(Files.readString(file));
      if (twice != null) {
        throw new ConfigProblem(
            "%s:%d: port '%s' is there twice (first at line %d); give each port its own name"
                .formatted(name, twice.line(), twice.port(), twice.firstLine()));
      }
      return config;
    } catch (IOException e) {
      throw new ConfigProblem(name + ": cannot be read: " + e.getMessage());
    } catch (EveryInclude.Missing e) {
      throw new ConfigProblem(name + includedAt(file, e.what()) + ": " + e.getMessage());
    } catch (ConfigException e) {
      int line = e.origin() == null ? -1 : e.origin().lineNumber();
      throw new ConfigProblem(name + (line > 0 ? ":" + line : "") + ": " + firstLine(e, name));
    }
  }

  /** The library does not say where; empty when it is another file that includes. */
  private static String includedAt(Path file, String what) throws ConfigProblem {
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).strip().startsWith("include") && lines.get(i).contains(what)) {
          return ":" + (i + 1);
        }
      }
      return "";
    } catch (IOException e) {
      throw new ConfigProblem(file + ": cannot be read: " + e.getMessage());
    }
  }

  private static String firstLine(ConfigException e, String name) {
    String message = e.getMessage().lines().findFirst().orElse("cannot be read");
    // The library begins with the origin, which we have said.
    int at = message.indexOf(": ", message.indexOf(name) + 1);
    int second = at < 0 ? -1 : message.indexOf(": ", at + 2);
    return second > 0 && message.substring(at + 2, second).chars().allMatch(Character::isDigit)
        ? message.substring(second + 2)
        : message;
  }

  private static SwitchConfig read(Section root) throws ConfigProblem {
    root.expectOnly(List.of("sluice"));
    if (!root.has("sluice")) {
      throw root.problem("nothing here; expected sluice { ... }");
    }
    Section sluice = new Section(root.file(), "sluice", root.section("sluice").object());
    for (String later : LATER) {
      if (sluice.has(later)) {
        throw sluice.problem(
            sluice.value(later),
            "sluice.%s: this version has no such part yet; take it out".formatted(later));
      }
    }
    sluice.expectOnly(KEYS);
    Path runDir = Path.of(sluice.text("run-dir", "run"));
    sluice.text("data-dir", "data");
    Section pool = sluice.section("pool");
    pool.expectOnly(List.of("chunks"));
    int chunks = pool.integer("chunks", SwitchSettings.DEFAULT_POOL_CHUNKS);
    SwitchSettings settings;
    try {
      settings = new SwitchSettings(lanes(sluice), runDir, chunks, rebalance(sluice));
    } catch (SwitchException e) {
      throw sluice.problem(e.getMessage());
    }
    Section bridges = sluice.section("bridges");
    PortReader ports = new PortReader(runDir, settings);
    List<Bridge> read = new ArrayList<>();
    for (String name : names(bridges)) {
      read.add(ports.bridge(name, bridges.section(name)));
    }
    OpenFlow openFlow = OpenFlowReader.read(sluice, read);
    return new SwitchConfig(
        runDir, settings, List.copyOf(read), openFlow, HttpReader.read(sluice), logFormat(sluice));
  }

  /** Keys in the order of the file: HOCON's objects have none of their own. */
  static List<String> names(Section s) {
    return s.object().entrySet().stream()
        .sorted(
            java.util.Comparator.<java.util.Map.Entry<String, ConfigValue>>comparingInt(
                    e -> e.getValue().origin().lineNumber())
                .thenComparing(java.util.Map.Entry::getKey))
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  private static List<LaneSpec> lanes(Section s) throws ConfigProblem {
    IdleMode idle = idle(s);
    ConfigValue v = s.value("lanes");
    if (v == null || "auto".equals(v.unwrapped())) {
      return Lanes.auto(idle);
    }
    if (v.valueType() == com.typesafe.config.ConfigValueType.STRING) {
      throw s.problem(
          v, "sluice.lanes: expected auto or [ { cpu = 0 }, ... ], got '" + v.unwrapped() + "'");
    }
    List<Integer> cpus = new ArrayList<>();
    for (ConfigValue lane : s.list("lanes")) {
      if (!(lane instanceof ConfigObject o)) {
        throw s.problem(lane, "sluice.lanes: expected { cpu = N }");
      }
      Section one = new Section(s.file(), "sluice.lanes", o);
      one.expectOnly(List.of("cpu"));
      int cpu = one.integer("cpu", -1);
      if (cpu < 0) {
        throw one.problem("sluice.lanes: expected { cpu = N } with N from 0");
      }
      cpus.add(cpu);
    }
    return Lanes.on(cpus, idle);
  }

  private static RebalanceSettings rebalance(Section sluice) throws ConfigProblem {
    Section s = sluice.section("rebalance");
    s.expectOnly(List.of("automatic", "load", "improvement", "sustained", "interval"));
    RebalanceSettings off = RebalanceSettings.OFF;
    String automatic = s.text("automatic", "off");
    boolean on =
        switch (automatic) {
          case "on", "true" -> true;
          case "off", "false" -> false;
          default ->
              throw s.problem(
                  s.value("automatic"),
                  "sluice.rebalance.automatic: expected on or off, got '" + automatic + "'");
        };
    try {
      return new RebalanceSettings(
          on,
          s.integer("load", off.loadPercent()),
          s.integer("improvement", off.improvementPercent()),
          Duration.ofSeconds(s.integer("sustained", (int) off.sustained().toSeconds())),
          Duration.ofSeconds(s.integer("interval", (int) off.interval().toSeconds())));
    } catch (SwitchException e) {
      throw s.problem(e.getMessage());
    }
  }

  private static LogFormat logFormat(Section sluice) throws ConfigProblem {
    Section s = sluice.section("log");
    s.expectOnly(List.of("format"));
    String word = s.text("format", LogFormat.TEXT.word());
    for (LogFormat format : LogFormat.values()) {
      if (format.word().equals(word)) {
        return format;
      }
    }
    throw s.problem(
        s.value("format"), "sluice.log.format: expected text or json, got '" + word + "'");
  }

  private static IdleMode idle(Section s) throws ConfigProblem {
    String idle = s.text("idle", "spin");
    return switch (idle) {
      case "spin" -> IdleMode.SPIN;
      case "backoff" -> IdleMode.BACKOFF;
      default ->
          throw s.problem(
              s.value("idle"), "sluice.idle: expected spin or backoff, got '" + idle + "'");
    };
  }
}
