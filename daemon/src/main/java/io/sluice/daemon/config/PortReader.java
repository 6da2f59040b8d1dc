package io.sluice.daemon.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import io.sluice.actors.PortRules;
import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchSettings;
import io.sluice.daemon.api.PortWords;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Reads bridges and their ports; remembers what is taken over all of them. */
final class PortReader {
  private static final String OFPORT = "ofport";

  private final Path runDir;
  private final SwitchSettings settings;
  private final Map<String, String> taken = new HashMap<>();

  PortReader(Path runDir, SwitchSettings settings) {
    this.runDir = runDir;
    this.settings = settings;
  }

  SwitchConfig.Bridge bridge(String name, Section s) throws ConfigProblem {
    try {
      PortRules.checkBridgeName(name);
    } catch (SwitchException e) {
      throw s.problem(e.getMessage());
    }
    s.expectOnly(List.of("ports", "flows", "flows-file", "controllers", "fail-mode"));
    Section ports = s.section("ports");
    List<PortSpec> specs = new ArrayList<>();
    Map<String, Integer> ofports = ofports(ports);
    for (String port : SwitchConfig.names(ports)) {
      specs.add(port(name, port, ports.section(port), ofports.get(port)));
    }
    FlowParser parser =
        new FlowParser(
            p -> ofports.containsKey(p) ? OptionalInt.of(ofports.get(p)) : OptionalInt.empty());
    List<FlowMod> flows = new ArrayList<>();
    for (ConfigValue v : s.list("flows")) {
      flows.add(flow(parser, s.scalar("flows", v), s.problem(v, "").getMessage()));
    }
    if (s.has("flows-file")) {
      flowsFile(parser, s, flows);
    }
    return new SwitchConfig.Bridge(
        name,
        List.copyOf(specs),
        List.copyOf(flows),
        OpenFlowReader.targets(s, "controllers"),
        OpenFlowReader.failMode(s));
  }

  /**
   * Numbers of all ports, so that flows of the file can name them: who asks for none has the lowest
   * that is free.
   */
  private static Map<String, Integer> ofports(Section ports) throws ConfigProblem {
    Map<String, Integer> numbers = new HashMap<>();
    for (String port : SwitchConfig.names(ports)) {
      Section s = ports.section(port);
      if (s.has(OFPORT) && s.value(OFPORT).unwrapped() instanceof Integer n) {
        numbers.put(port, n);
      }
    }
    int free = 1;
    for (String port : SwitchConfig.names(ports)) {
      while (numbers.containsValue(free)) {
        free++;
      }
      numbers.putIfAbsent(port, free);
    }
    return numbers;
  }

  private PortSpec port(String bridge, String name, Section s, int ofport) throws ConfigProblem {
    Map<String, String> values = new LinkedHashMap<>();
    for (String key : SwitchConfig.names(s)) {
      values.put(key, value(s, key));
    }
    values.putIfAbsent(OFPORT, String.valueOf(ofport));
    PortSpec spec;
    try {
      spec = PortWords.parse(name, values);
      PortRules.check(spec);
    } catch (SwitchException e) {
      throw s.problem(e.getMessage());
    } catch (PortWords.WrongWords e) {
      throw s.has(e.key())
          ? s.problem(s.value(e.key()), e.getMessage())
          : s.problem(e.getMessage());
    }
    try {
      settings.checkCpus(spec.common());
    } catch (SwitchException e) {
      throw s.problem(s.value("cpus"), e.getMessage());
    }
    take("a port named '" + name + "'", s.object(), s);
    if (s.has(OFPORT)) {
      take("ofport %s on bridge %s".formatted(s.text(OFPORT, ""), bridge), s.value(OFPORT), s);
    }
    checkPaths(spec, name, s);
    return spec;
  }

  private static String value(Section s, String key) throws ConfigProblem {
    ConfigValue v = s.value(key);
    if (v instanceof ConfigList l) {
      List<String> parts = new ArrayList<>();
      for (ConfigValue part : l) {
        parts.add(s.scalar(key, part));
      }
      return String.join(",", parts);
    }
    return s.scalar(key, v);
  }

  private void take(String what, ConfigValue at, Section s) throws ConfigProblem {
    String where = s.file() + ":" + at.origin().lineNumber();
    String first = taken.putIfAbsent(what, where);
    if (first != null) {
      throw s.problem(at, "%s is there twice (first at %s)".formatted(what, first));
    }
  }

  private void checkPaths(PortSpec spec, String name, Section s) throws ConfigProblem {
    switch (spec) {
      case PortSpec.VhostUser v -> {
        directory(v.path(), name, "path", s);
        if (v.mode() == PortSpec.Mode.SERVER && isNoSocket(v.path())) {
          throw s.problem(
              s.value("path"),
              "port '%s': path: %s is there and is no socket; take it away, or choose another path"
                  .formatted(name, v.path()));
        }
        take("socket " + v.path().toAbsolutePath().normalize(), s.value("path"), s);
      }
      case PortSpec.Pcap p -> {
        if (p.input().isPresent() && !Files.isReadable(p.input().get())) {
          throw s.problem(
              s.value("input"),
              "port '%s': input: cannot read %s".formatted(name, p.input().get()));
        }
        if (p.output().isPresent()) {
          directory(p.output().get(), name, "output", s);
        }
      }
      default -> {}
    }
  }

  private static boolean isNoSocket(Path path) {
    try {
      // A socket is "other": neither file nor directory nor link.
      return !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther();
    } catch (IOException e) {
      return false; // not there, as it should be
    }
  }

  private void directory(Path file, String name, String key, Section s) throws ConfigProblem {
    Path directory = file.toAbsolutePath().normalize().getParent();
    // The run directory is made when it is missing.
    if (directory != null
        && !directory.equals(runDir.toAbsolutePath().normalize())
        && !Files.isDirectory(directory)) {
      throw s.problem(
          s.value(key),
          "port '%s': %s: there is no directory %s; make it first".formatted(name, key, directory));
    }
  }

  private static FlowMod flow(FlowParser parser, String text, String where) throws ConfigProblem {
    try {
      return parser.parseFlow(text);
    } catch (FlowSyntaxException e) {
      throw new ConfigProblem(
          "%sflow \"%s\", column %d: %s".formatted(where, text, e.column(), e.getMessage()));
    }
  }

  private static void flowsFile(FlowParser parser, Section s, List<FlowMod> flows)
      throws ConfigProblem {
    Path file = Path.of(s.text("flows-file", ""));
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw s.problem(s.value("flows-file"), "flows-file: cannot read " + file);
    }
    int number = 0;
    for (String line : lines) {
      number++;
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        flows.add(flow(parser, line.strip(), file + ":" + number + ": "));
      }
    }
  }
}
