package io.sluice.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DPDK's testpmd, whose virtio-user devices are front ends to the switch; commanded by line. */
final class Testpmd implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static int count;

  private final Child process;

  private Testpmd(Child process) {
    this.process = process;
  }

  /**
   * Starts it and waits until it takes commands; it forwards nothing yet.
   *
   * @param devices for --vdev, ports in this order
   */
  static Testpmd start(Path directory, int queues, List<String> devices, String... more) {
    Peers.program("dpdk-testpmd", "dpdk-dev librte-net-virtio23 librte-net-pcap23");
    int n = ++count;
    // Its output is a file here, and would come in blocks of 4 KB.
    List<String> c = new ArrayList<>(List.of("stdbuf", "-oL", "dpdk-testpmd"));
    c.addAll(List.of("--lcores=0@1,1@1", "--no-pci"));
    c.addAll(List.of("--no-telemetry", "--single-file-segments"));
    c.addAll(List.of("--file-prefix=it" + ProcessHandle.current().pid() + "-" + n));
    c.addAll(
        Peers.hugePages(96)
            ? List.of("--in-memory", "-m", "192")
            : List.of("--no-huge", "-m", "192"));
    devices.forEach(d -> c.add("--vdev=" + d));
    c.addAll(List.of("--", "-i", "--nb-cores=1", "--rxq=" + queues, "--txq=" + queues));
    c.addAll(List.of("--rxd=1024", "--txd=1024", "--total-num-mbufs=16384"));
    c.addAll(List.of(more));
    Testpmd t = new Testpmd(Child.start(directory.resolve("testpmd" + n + ".log"), c));
    t.process.awaitOutput("testpmd> ", LIMIT);
    return t;
  }

  /** A virtio-user device. */
  static String virtioUser(
      int number, Path socket, boolean listens, int queues, boolean mergeable) {
    return "net_virtio_user%d,path=%s,queues=%d,mrg_rxbuf=%d,queue_size=1024,in_order=0%s"
        .formatted(number, socket, queues, mergeable ? 1 : 0, listens ? ",server=1" : "");
  }

  void command(String line) {
    process.type(line);
  }

  /** Received and sent packets of a port, since it was started. */
  record Stats(long received, long missed, long sent, long dropped) {}

  Stats stats(int port) {
    int from = process.output().length();
    process.type("show port stats " + port);
    Child.until(
        "testpmd shows port " + port,
        LIMIT,
        () -> section(from, port).contains("Tx-pps"),
        process::output);
    String text = section(from, port);
    return new Stats(
        number(text, "RX-packets: *([0-9]+)"),
        number(text, "RX-missed: *([0-9]+)"),
        number(text, "TX-packets: *([0-9]+)"),
        number(text, "TX-errors: *([0-9]+)"));
  }

  /** What it printed about a port since; not what is left of an answer before. */
  private String section(int from, int port) {
    String text = process.output();
    int at = text.indexOf("NIC statistics for port " + port, from);
    return at < 0 ? "" : text.substring(at);
  }

  private static long number(String text, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    if (!m.find()) {
      throw new AssertionError("testpmd did not say " + pattern + "\n" + text);
    }
    return Long.parseLong(m.group(1));
  }

  String output() {
    return process.output();
  }

  /** Ends it in order, so that it writes its capture files to their end. */
  void quit() {
    process.type("stop");
    process.type("quit");
    process.awaitExit(LIMIT);
  }

  /** Ends it as a crash would. */
  void kill() {
    process.kill();
    process.awaitExit(LIMIT);
  }

  @Override
  public void close() {
    process.close();
  }
}
