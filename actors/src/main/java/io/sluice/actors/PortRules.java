package io.sluice.actors;

import io.sluice.ring.os.UnixSockets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a port's specification must be, whatever else the switch has. Refuses with a message for
 * people: what, where, expected. Stateless; a configuration is checked by it before a switch
 * starts.
 */
public final class PortRules {
  static final int MAX_OFPORT = 65279;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");
  private static final Pattern MAC = Pattern.compile("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");

  /** What a number can be. */
  public record Range(int from, int to) {
    @Override
    public String toString() {
      return from + " to " + to;
    }
  }

  private static final Range OFPORTS = new Range(1, MAX_OFPORT);
  private static final Range VLANS = new Range(0, 4095);
  private static final Range PAIRS = new Range(1, 128);
  private static final Range MTUS = new Range(68, 65535);
  private static final Range LENGTHS = new Range(60, 65549);
  private static final Range FLOWS = new Range(1, 1 << 22);

  private static final Map<String, Range> RANGES =
      Map.of(
          "ofport", OFPORTS,
          "tag", VLANS,
          "trunks", VLANS,
          "queues", PAIRS,
          "mtu", MTUS,
          "length", LENGTHS,
          "flows", FLOWS);

  private PortRules() {}

  /** What the number of a key of the configuration can be; empty where only 0 or more counts. */
  public static Optional<Range> range(String key) {
    return Optional.ofNullable(RANGES.get(key));
  }

  /** Refuses with {@link SwitchException}. */
  public static void checkBridgeName(String name) {
    check(
        NAME.matcher(name).matches(),
        "bridge name \"%s\": expected 1 to 15 of the characters A-Z a-z 0-9 _ . -",
        name);
  }

  /** Refuses with {@link SwitchException}. */
  public static void check(PortSpec spec) {
    checkCommon(spec.common());
    String port = "port " + spec.common().name();
    switch (spec) {
      case PortSpec.VhostUser v -> {
        checkSocket(port, v.path());
        checkRange(port, "queue pairs", v.queuePairs(), PAIRS);
        v.mtu().ifPresent(mtu -> checkRange(port, "mtu", mtu, MTUS));
      }
      case PortSpec.Tap t ->
          check(
              NAME.matcher(t.interfaceName()).matches(),
              "%s: interface name \"%s\": expected 1 to 15 of the characters A-Z a-z 0-9 _ . -",
              port,
              t.interfaceName());
      case PortSpec.Pcap p -> {
        check(
            p.input().isPresent() || p.output().isPresent(),
            "%s: expected an input file, an output file, or both",
            port);
        check(
            p.packetsPerSecond() >= 0,
            "%s: packets per second: expected 0 (unlimited) or more, got %d",
            port,
            p.packetsPerSecond());
      }
      case PortSpec.Generator g -> {
        checkRange(port, "length", g.length(), LENGTHS);
        checkRange(port, "flows", g.flows(), FLOWS);
        check(
            g.packetsPerSecond() >= 0,
            "%s: packets per second: expected 0 (unlimited) or more, got %d",
            port,
            g.packetsPerSecond());
        checkMac(port, "source MAC", g.sourceMac());
        checkMac(port, "destination MAC", g.destinationMac());
        checkIp(port, "source IP", g.sourceIp());
        checkIp(port, "destination IP", g.destinationIp());
      }
      case PortSpec.Sink s -> {}
    }
  }

  private static void checkCommon(PortSpec.Common common) {
    check(
        NAME.matcher(common.name()).matches(),
        "port name \"%s\": expected 1 to 15 of the characters A-Z a-z 0-9 _ . -",
        common.name());
    String port = "port " + common.name();
    OptionalInt ofport = common.ofport();
    if (ofport.isPresent()) {
      checkRange(port, "ofport", ofport.getAsInt(), OFPORTS);
    }
    switch (common.vlan()) {
      case PortSpec.Vlan.All all -> {}
      case PortSpec.Vlan.Access access -> checkRange(port, "tag", access.tag(), VLANS);
      case PortSpec.Vlan.Trunk trunk -> {
        check(!trunk.vlans().isEmpty(), "%s: trunks: expected at least one VLAN", port);
        trunk.vlans().forEach(vlan -> checkRange(port, "trunks", vlan, VLANS));
      }
    }
  }

  private static void checkSocket(String port, Path path) {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
    check(
        bytes > 0 && bytes <= UnixSockets.MAX_PATH,
        "%s: socket path of %d bytes: expected 1 to %d; use a shorter directory: %s",
        port,
        bytes,
        UnixSockets.MAX_PATH,
        path);
  }

  private static void checkMac(String port, String what, String mac) {
    check(
        MAC.matcher(mac).matches(), "%s: %s: expected 02:00:00:00:00:01, got %s", port, what, mac);
  }

  private static void checkIp(String port, String what, String ip) {
    check(IPV4.matcher(ip).matches(), "%s: %s: expected 10.0.0.1, got %s", port, what, ip);
  }

  private static void checkRange(String port, String what, int value, Range range) {
    check(
        value >= range.from && value <= range.to,
        "%s: %s: expected %s, got %d",
        port,
        what,
        range,
        value);
  }

  private static void check(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new SwitchException(message.formatted(arguments));
    }
  }
}
