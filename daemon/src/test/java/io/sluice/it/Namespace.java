package io.sluice.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A network namespace of a test, named by this process's id: a kernel's network stack behind a TAP
 * port. Processes that were started in it end with it; so does the interface.
 */
final class Namespace implements AutoCloseable {
  private static final Duration SHORT = Duration.ofSeconds(60);
  private static int made;

  private final String name;
  private final String address;
  private final List<Child> children = new ArrayList<>();

  private Namespace(String name, String address) {
    this.name = name;
    this.address = address;
  }

  /** Skips the test where there can be none. */
  static void assumePossible() throws IOException {
    Peers.root();
    Peers.program("ip", "iproute2");
    Peers.program("ping", "iputils-ping");
    Peers.program("ethtool", "ethtool");
    Peers.program("iperf3", "iperf3");
  }

  /**
   * @param number the last byte of its address, 10.0.0.number
   */
  static synchronized Namespace create(int number) {
    String name = "sl" + ProcessHandle.current().pid() + "n" + made++;
    Child.run(SHORT, "ip", "netns", "add", name);
    return new Namespace(name, "10.0.0." + number);
  }

  String address() {
    return address;
  }

  /** The name that the switch is to give its TAP interface; one for each namespace. */
  String tap() {
    return name;
  }

  /** Takes the interface of a running switch in, with our address. */
  void takeTap() {
    Child.run(SHORT, "ip", "link", "set", tap(), "netns", name);
    ip("addr", "add", address + "/24", "dev", tap());
    ip("link", "set", "lo", "up");
    ip("link", "set", tap(), "up");
  }

  /**
   * Sends what is for an address to the interface of another namespace, without asking who has it.
   */
  void neighbour(String of, Namespace to) {
    String mac = to.run(SHORT, "cat", "/sys/class/net/" + to.tap() + "/address").strip();
    ip("neigh", "replace", of, "lladdr", mac, "dev", tap());
  }

  void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments));
    Child.run(SHORT, command, Map.of());
  }

  /** What a command in the namespace printed, which must succeed. */
  String run(Duration limit, String... command) {
    return Child.run(limit, inside(command), Map.of());
  }

  /** Starts a process in the namespace, which ends with it at the latest. */
  Child start(Path log, String... command) {
    Child child = Child.start(log, inside(command));
    children.add(child);
    return child;
  }

  private List<String> inside(String... command) {
    // ip replaces itself by the command: its process id is the command's.
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(List.of(command));
    return all;
  }

  /** An iperf3 server that listens when this returns. */
  void serve(Path directory) throws IOException {
    Path log = Files.createTempFile(directory, "iperf3", ".log");
    start(log, "iperf3", "-s", "--forceflush").awaitOutput("listening", SHORT);
  }

  /**
   * Runs an iperf3 client, in Mbit/s; what it said.
   *
   * @param more options, such as -t 2 -R
   */
  String iperf(String server, String... more) {
    List<String> command = new ArrayList<>(List.of("iperf3", "-c", server, "-f", "m"));
    command.addAll(List.of(more));
    return run(Duration.ofSeconds(60), command.toArray(String[]::new));
  }

  /** Pings with packets that may not be cut; every one must be answered. */
  String ping(String to, int size) {
    // Four at once and a fifth half a second later, as ping(8) waits for what is late only twice
    // the
    // longest answer, or an interval: on a busy machine a lane may be off its CPU for longer.
    String out = run(SHORT, ("ping -n -M do -c 5 -l 4 -i 0.5 -s " + size + " " + to).split(" "));
    if (!out.contains(" 0% packet loss")) {
      throw new AssertionError("pings were lost\n" + out);
    }
    return out;
  }

  /** Has the kernel compute checksums and cut segments itself, or leave both to the interface. */
  void offload(boolean on) {
    String word = on ? "on" : "off";
    run(SHORT, "ethtool", "-K", tap(), "tx", word, "tso", word, "gso", word, "sg", word);
  }

  /** How many packets the kernel has found to have a wrong checksum, of any protocol. */
  long wrongChecksums() {
    return List.of("Tcp", "Udp", "Icmp").stream().mapToLong(p -> snmp(p, "InCsumErrors")).sum();
  }

  /**
   * A counter of the kernel for this namespace.
   *
   * @param protocol a line of /proc/net/snmp
   */
  long snmp(String protocol, String counter) {
    List<String> lines =
        run(SHORT, "cat", "/proc/net/snmp")
            .lines()
            .filter(l -> l.startsWith(protocol + ":"))
            .toList();
    int column = Arrays.asList(lines.get(0).split(" ")).indexOf(counter);
    return Long.parseLong(lines.get(1).split(" ")[column]);
  }

  /** A counter of the TAP interface, as /sys names it; rx is what came from the switch. */
  long statistic(String counter) {
    return Long.parseLong(
        run(SHORT, "cat", "/sys/class/net/" + tap() + "/statistics/" + counter).strip());
  }

  @Override
  public void close() {
    children.forEach(Child::close);
    Child.run(SHORT, "ip", "netns", "del", name);
  }
}
