package io.sluice.daemon.api;

import io.sluice.actors.PortRules;
import io.sluice.actors.PortSpec;
import io.sluice.flow.text.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A port in the words of the command line, {@code type=vhost-user mode=client path=...}: the same
 * keys as in the configuration file, whose ports are read here too. What a value may be is for the
 * switch to check; here it is only read.
 */
public final class PortWords {
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "vhost-user", List.of("mode", "path", "queues", "mtu"),
          "tap", List.of("interface"),
          "pcap", List.of("input", "output", "rate", "loop"),
          "generator", List.of("length", "flows", "rate", "src-mac", "dst-mac", "src-ip", "dst-ip"),
          "sink", List.of());
  private static final List<String> COMMON = List.of("type", "ofport", "tag", "trunks", "cpus");

  /** Words that are no port. Nothing was changed. */
  public static final class WrongWords extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;

    private WrongWords(String key, String message) {
      super(message, null, false, false);
      this.key = key;
    }

    /** What the mistake is about; may be missing there. */
    public String key() {
      return key;
    }
  }

  private final String port;
  private final Map<String, String> values;

  private PortWords(String port, Map<String, String> values) {
    this.port = port;
    this.values = values;
  }

  /** The types of port. */
  public static List<String> types() {
    return List.copyOf(new TreeSet<>(KEYS.keySet()));
  }

  /** All keys that a port of this type can have. */
  public static List<String> keys(String type) {
    List<String> keys = new ArrayList<>(COMMON);
    keys.addAll(KEYS.get(type));
    return keys;
  }

  /** Reads {@code key=value} words; refuses with {@link WrongWords}. */
  public static PortSpec parse(String port, List<String> words) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String w : words) {
      int equals = w.indexOf('=');
      if (equals > 0 && equals == w.length() - 1) {
        String key = w.substring(0, equals);
        throw new WrongWords(
            key, "port %s: %s has no value; give it one, or leave it out".formatted(port, key));
      }
      if (equals <= 0) {
        throw new WrongWords(
            w, "port %s: expected key=value, got '%s', for example type=tap".formatted(port, w));
      }
      if (values.put(w.substring(0, equals), w.substring(equals + 1)) != null) {
        String key = w.substring(0, equals);
        throw new WrongWords(key, "port %s: %s is given twice".formatted(port, key));
      }
    }
    return parse(port, values);
  }

  /** Reads keys and their values; refuses with {@link WrongWords}. */
  public static PortSpec parse(String port, Map<String, String> values) {
    return new PortWords(port, values).read();
  }

  private WrongWords wrong(String key, String message) {
    return new WrongWords(key, "port " + port + ": " + message);
  }

  private PortSpec read() {
    String type = text("type", null);
    if (type == null || !KEYS.containsKey(type)) {
      throw wrong(
          "type",
          "type: expected one of %s%s"
              .formatted(
                  String.join(", ", types()),
                  type == null
                      ? ", as in type=tap"
                      : ", got '" + type + "'" + Suggestion.of(type, types())));
    }
    List<String> known = keys(type);
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw wrong(
            key,
            "a %s port has no '%s'; it has %s%s"
                .formatted(type, key, String.join(", ", known), Suggestion.of(key, known)));
      }
    }
    PortSpec.Common common = new PortSpec.Common(port, optionalInt("ofport"), vlan(), cpus());
    return switch (type) {
      case "vhost-user" ->
          new PortSpec.VhostUser(
              common, mode(), path("path"), integer("queues", 1), optionalInt("mtu"));
      case "tap" -> new PortSpec.Tap(common, text("interface", port));
      case "pcap" ->
          new PortSpec.Pcap(common, file("input"), file("output"), number("rate", 0), flag("loop"));
      case "generator" ->
          new PortSpec.Generator(
              common,
              integer("length", 64),
              integer("flows", 1),
              number("rate", 0),
              text("src-mac", "02:00:00:00:00:01"),
              text("dst-mac", "02:00:00:00:00:02"),
              text("src-ip", "10.0.0.1"),
              text("dst-ip", "10.1.0.1"));
      default -> new PortSpec.Sink(common);
    };
  }

  private PortSpec.Vlan vlan() {
    if (values.containsKey("tag") && values.containsKey("trunks")) {
      throw wrong("trunks", "tag or trunks, not both");
    }
    if (values.containsKey("tag")) {
      return new PortSpec.Vlan.Access(integer("tag", 0));
    }
    if (values.containsKey("trunks")) {
      Set<Integer> vlans = new TreeSet<>();
      for (String v : values.get("trunks").split(",")) {
        vlans.add((int) number("trunks", v.strip(), Integer.MAX_VALUE));
      }
      return new PortSpec.Vlan.Trunk(vlans);
    }
    return new PortSpec.Vlan.All();
  }

  private List<Integer> cpus() {
    List<Integer> cpus = new ArrayList<>();
    if (values.containsKey("cpus")) {
      for (String cpu : values.get("cpus").split(",")) {
        cpus.add((int) number("cpus", cpu.strip(), Integer.MAX_VALUE));
      }
    }
    return cpus;
  }

  private PortSpec.Mode mode() {
    String mode = text("mode", "client");
    return switch (mode) {
      case "client" -> PortSpec.Mode.CLIENT;
      case "server" -> PortSpec.Mode.SERVER;
      default -> throw wrong("mode", "mode: expected client or server, got '" + mode + "'");
    };
  }

  private Path path(String key) {
    return file(key).orElseThrow(() -> wrong(key, key + "=... is missing"));
  }

  private Optional<Path> file(String key) {
    String value = values.get(key);
    if (value != null && value.indexOf('\0') >= 0) {
      throw wrong(key, key + ": a path has no zero byte");
    }
    return Optional.ofNullable(value).map(Path::of);
  }

  private boolean flag(String key) {
    String value = text(key, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw wrong(key, "%s: expected true or false, got '%s'".formatted(key, value));
    }
    return value.equals("true");
  }

  private String text(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  private OptionalInt optionalInt(String key) {
    return values.containsKey(key) ? OptionalInt.of(integer(key, 0)) : OptionalInt.empty();
  }

  private int integer(String key, int otherwise) {
    String v = values.get(key);
    return v == null ? otherwise : (int) number(key, v, Integer.MAX_VALUE);
  }

  private long number(String key, long otherwise) {
    String v = values.get(key);
    return v == null ? otherwise : number(key, v, Long.MAX_VALUE);
  }

  private long number(String key, String value, long max) {
    try {
      long n = Long.parseLong(value);
      if (n >= 0 && n <= max) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(
        key,
        "%s: expected a whole number, %s, got '%s'"
            .formatted(key, PortRules.range(key).map(Object::toString).orElse("0 or more"), value));
  }
}
