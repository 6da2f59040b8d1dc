package io.sluice.actors;

import java.util.stream.Collectors;

/** How a port's specification reads in show and top. */
public final class PortText {
  private PortText() {}

  /** The kind, as in the configuration. */
  public static String kind(PortSpec spec) {
    return switch (spec) {
      case PortSpec.VhostUser v -> "vhost-user";
      case PortSpec.Tap t -> "tap";
      case PortSpec.Pcap p -> "pcap";
      case PortSpec.Generator g -> "generator";
      case PortSpec.Sink s -> "sink";
    };
  }

  /** What matters of that kind. */
  public static String detail(PortSpec spec) {
    return switch (spec) {
      case PortSpec.VhostUser v ->
          (v.mode() == PortSpec.Mode.CLIENT ? "client " : "server ") + v.path();
      case PortSpec.Tap t -> t.interfaceName();
      case PortSpec.Pcap p ->
          p.input().map(f -> "in " + f).orElse("")
              + (p.input().isPresent() && p.output().isPresent() ? ", " : "")
              + p.output().map(f -> "out " + f).orElse("");
      case PortSpec.Generator g ->
          g.length()
              + " B, "
              + g.flows()
              + (g.flows() == 1 ? " flow, " : " flows, ")
              + (g.packetsPerSecond() == 0 ? "unlimited" : g.packetsPerSecond() + " pps");
      case PortSpec.Sink s -> "";
    };
  }

  /** Its VLANs. */
  public static String vlan(PortSpec.Vlan vlan) {
    return switch (vlan) {
      case PortSpec.Vlan.All all -> "all";
      case PortSpec.Vlan.Access access -> "access " + access.tag();
      case PortSpec.Vlan.Trunk trunk ->
          "trunk "
              + trunk.vlans().stream()
                  .sorted()
                  .map(String::valueOf)
                  .collect(Collectors.joining(","));
    };
  }
}
