package io.sluice.flow.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Open vSwitch with a dummy datapath and a bridge br0 of ports 1 to 9, in a directory of its
 * own; needs no root. What it starts it ends.
 */
final class OvsPeer implements AutoCloseable {
  private static final String SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema";
  private final Path dir;
  private final List<Process> daemons = new ArrayList<>();

  private OvsPeer(Path dir) {
    this.dir = dir;
  }

  /** What is missing to run one, or nothing. */
  static Optional<String> missing() {
    for (String tool : List.of("ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-appctl")) {
      boolean there =
          Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
              .anyMatch(d -> Files.isExecutable(Path.of(d, tool)));
      if (!there) {
        return Optional.of(tool + " is not installed (package openvswitch-switch)");
      }
    }
    return Files.exists(Path.of(SCHEMA)) ? Optional.empty() : Optional.of(SCHEMA + " is missing");
  }

  static OvsPeer start() throws IOException, InterruptedException {
    OvsPeer peer = new OvsPeer(Files.createTempDirectory("ovs"));
    try {
      peer.startDaemons();
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      peer.close();
      throw e;
    }
    return peer;
  }

  private void startDaemons() throws IOException, InterruptedException {
    String db = "unix:" + dir.resolve("db.sock");
    run(List.of("ovsdb-tool", "create", dir.resolve("conf.db").toString(), SCHEMA));
    daemon("ovsdb-server", "--remote=p" + db, dir.resolve("conf.db").toString());
    await(dir.resolve("db.sock"));
    run(List.of("ovs-vsctl", "--db=" + db, "--no-wait", "init"));
    daemon("ovs-vswitchd", "--disable-system", "--enable-dummy=override", db);
    List<String> bridge = new ArrayList<>(List.of("ovs-vsctl", "--db=" + db, "add-br", "br0"));
    bridge.addAll(List.of("--", "set", "bridge", "br0", "datapath_type=dummy"));
    bridge.add("fail-mode=secure");
    for (int i = 1; i <= 9; i++) {
      bridge.addAll(List.of("--", "add-port", "br0", "p" + i, "--", "set", "interface", "p" + i));
      bridge.addAll(List.of("type=dummy", "ofport_request=" + i));
    }
    run(bridge);
  }

  private void daemon(String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of(command));
    all.add(1, "--unixctl=" + dir.resolve(command[0] + ".ctl"));
    all.add("-vconsole:off");
    daemons.add(builder(all).redirectOutput(dir.resolve(command[0] + ".out").toFile()).start());
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
    b.environment().put("OVS_RUNDIR", dir.toString());
    b.environment().put("PATH", System.getenv("PATH") + ":/usr/sbin");
    return b;
  }

  private static void await(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!Files.exists(file)) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("there is no " + file);
      }
      Thread.sleep(10);
    }
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Process p = builder(command).start();
    p.getOutputStream().close();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!p.waitFor(20, TimeUnit.SECONDS)) {
      p.destroyForcibly();
      throw new IOException(String.join(" ", command) + " does not end");
    }
    if (p.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + out);
    }
    return out;
  }

  /** ovs-ofctl with OpenFlow 1.3 (or what the arguments say) on the bridge. */
  String ofctl(String command, String... args) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow13", command));
    all.add("unix:" + dir.resolve("br0.mgmt"));
    all.addAll(List.of(args));
    return run(all);
  }

  /** Replaces all flows. */
  void flows(List<String> flows) throws IOException, InterruptedException {
    ofctl("del-flows");
    Path file = dir.resolve("flows");
    Files.write(file, flows);
    ofctl("add-flows", file.toString());
  }

  /**
   * @param packet its fields; or its port, a blank and its bytes in hex digits
   */
  String trace(String packet) throws IOException, InterruptedException {
    String ctl = dir.resolve("ovs-vswitchd.ctl").toString();
    List<String> command = new ArrayList<>(List.of("ovs-appctl", "-t", ctl, "ofproto/trace"));
    command.add("br0");
    command.addAll(List.of(packet.split(" ")));
    return run(command);
  }

  /** How many tags of a packet are parsed; done when this returns. */
  void vlanLimit(int tags) throws IOException, InterruptedException {
    String db = "--db=unix:" + dir.resolve("db.sock");
    String option = "other_config:vlan-limit=" + tags;
    run(List.of("ovs-vsctl", db, "--timeout=60", "set", "Open_vSwitch", ".", option));
  }

  @Override
  public void close() throws IOException {
    daemons.reversed().forEach(Process::destroy);
    for (Process p : daemons) {
      try {
        if (!p.waitFor(5, TimeUnit.SECONDS)) {
          p.destroyForcibly();
        }
      } catch (InterruptedException e) {
        p.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(f);
      }
    }
  }
}
