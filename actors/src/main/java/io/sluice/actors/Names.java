package io.sluice.actors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ports a switch has, on which bridge, and what in the world outside they hold: sockets,
 * interfaces, files. A name is taken before its port is made and given back after it is gone, so
 * two requests cannot both pass. Owned by the Switch actor.
 */
final class Names {
  private record Taken(String bridge, List<String> resources) {}

  private final Map<String, Taken> ports = new LinkedHashMap<>();

  /** Takes the port's name and resources, or refuses and takes nothing. */
  void take(String bridge, PortSpec spec) {
    String name = spec.common().name();
    Taken same = ports.get(name);
    if (same != null) {
      throw new SwitchException(
          "port %s exists on bridge %s; choose another name, or delete it first"
              .formatted(name, same.bridge));
    }
    List<String> wanted = resources(spec);
    ports.forEach(
        (other, taken) -> {
          for (String resource : wanted) {
            if (taken.resources.contains(resource)) {
              throw new SwitchException(
                  "port %s: %s is used by port %s; give each port its own"
                      .formatted(name, resource, other));
            }
          }
        });
    ports.put(name, new Taken(bridge, wanted));
  }

  void giveBack(String port) {
    ports.remove(port);
  }

  void giveBackAll(String bridge) {
    ports.values().removeIf(taken -> taken.bridge.equals(bridge));
  }

  List<String> portsOf(String bridge) {
    return ports.entrySet().stream()
        .filter(e -> e.getValue().bridge.equals(bridge))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The bridge a port is on, null when there is no such port. */
  String bridgeOf(String port) {
    Taken taken = ports.get(port);
    return taken == null ? null : taken.bridge;
  }

  private static List<String> resources(PortSpec spec) {
    List<String> resources = new ArrayList<>();
    switch (spec) {
      case PortSpec.VhostUser v -> resources.add("socket " + absolute(v.path()));
      case PortSpec.Tap t -> resources.add("interface " + t.interfaceName());
      // A file may be read by many, but written by one.
      case PortSpec.Pcap p -> p.output().ifPresent(f -> resources.add("file " + absolute(f)));
      case PortSpec.Generator g -> {}
      case PortSpec.Sink s -> {}
    }
    return resources;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
