package io.sluice.ring.tap;

import io.sluice.ring.testing.Commands;
import java.util.ArrayList;
import java.util.List;

/** Two network namespaces, each with one end: a TAP interface that a device of ours holds. */
final class TwoNamespaces implements AutoCloseable {
  final List<TapDevice> devices = new ArrayList<>();
  private final List<String> namespaces = new ArrayList<>();

  static TwoNamespaces create() {
    TapPeer.assumePossible();
    TwoNamespaces two = new TwoNamespaces();
    try {
      two.add("10.99.0.1/24", "fd99::1/64");
      two.add("10.99.0.2/24", "fd99::2/64");
      return two;
    } catch (RuntimeException | Error e) {
      two.close();
      throw e;
    }
  }

  private void add(String ipv4, String ipv6) {
    String name = TapPeer.freeName();
    Commands.run("ip", "netns", "add", name);
    namespaces.add(name);
    TapDevice device = new TapDevice(name, 1);
    devices.add(device);
    Commands.run("ip", "link", "set", "dev", name, "netns", name);
    in(namespaces.size() - 1, "ip", "addr", "add", ipv4, "dev", name);
    in(namespaces.size() - 1, "ip", "addr", "add", ipv6, "dev", name, "nodad");
    in(namespaces.size() - 1, "ip", "link", "set", "dev", name, "up");
  }

  /** Runs a command in a namespace. */
  void in(int namespace, String... command) {
    Commands.run(command(namespace, command).toArray(String[]::new));
  }

  /** A command line that runs in a namespace. */
  List<String> command(int namespace, String... command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespaces.get(namespace)));
    line.addAll(List.of(command));
    return line;
  }

  @Override
  public void close() {
    devices.forEach(TapDevice::close);
    namespaces.forEach(name -> Commands.attempt("ip", "netns", "del", name));
  }
}
