package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchSettings;
import io.sluice.actors.SwitchSystem;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A Sluice and a real Open vSwitch beside it, each with a bridge br0 of ports p1 and p2, in one
 * directory. What it starts it ends. Needs the package openvswitch-switch and root.
 */
final class TwoSwitches implements AutoCloseable {
  private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");

  private final Path dir;
  private final List<Process> children = new ArrayList<>();
  private SwitchSystem system;
  private OpenFlowSwitch openFlow;

  /** What ovs-ofctl calls Open vSwitch's bridge, and ours. */
  String ovs;

  String sluice;

  private TwoSwitches(Path dir) {
    this.dir = dir;
  }

  /** Starts both; the test is skipped where that cannot be. */
  static TwoSwitches start(Path dir) throws Exception {
    assumeTrue(
        Files.exists(SCHEMA) && "root".equals(System.getProperty("user.name")),
        "skipped: needs root and Open vSwitch; apt-get install openvswitch-switch");
    TwoSwitches both = new TwoSwitches(dir);
    try {
      both.startOpenVSwitch();
      both.startSluice();
    } catch (Exception | AssertionError e) {
      both.close();
      throw e;
    }
    return both;
  }

  /** What ovs-ofctl prints for a command to one of them. */
  static String ofctl(String version, String where, List<String> words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", version, "--timeout=60"));
    command.add(words.getFirst());
    command.add(where);
    command.addAll(words.subList(1, words.size()));
    return run(command.toArray(String[]::new));
  }

  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(80, TimeUnit.SECONDS), "does not end: " + List.of(command));
    return said;
  }

  /** The rules of a bridge, in no order. */
  static String dump(String version, String where) throws Exception {
    String said = run("ovs-ofctl", "-O", version, "--no-names", "--no-stats", "dump-flows", where);
    return String.join(
        "\n",
        said.lines()
            .filter(line -> !line.contains("reply") && !line.contains("|INFO|"))
            .map(String::strip)
            .toList());
  }

  private void startSluice() throws Exception {
    system = SwitchSystem.start(new SwitchSettings(Lanes.auto(IdleMode.BACKOFF), dir, 512));
    system.addBridge("br0").toCompletableFuture().join();
    for (int i = 1; i <= 2; i++) {
      PortSpec.Common common =
          new PortSpec.Common("p" + i, OptionalInt.of(i), new PortSpec.Vlan.All());
      system.addPort("br0", new PortSpec.Sink(common)).toCompletableFuture().join();
    }
    system.ready().toCompletableFuture().join();
    Path file = dir.resolve("sluice.mgmt");
    openFlow =
        OpenFlowSwitch.open(
            system,
            "br0",
            ControllerSettings.of(
                    List.of(Target.parse("punix:" + file), Target.parse("ptcp:0:127.0.0.1")))
                // Without probes: a test stops a peer, and that one is not to be given up.
                .with(0));
    sluice = "unix:" + file;
  }

  /** Our bridge by TCP. */
  String sluiceTcp() {
    return openFlow.listening().stream()
        .map(Target::toString)
        .filter(t -> t.startsWith("ptcp:"))
        .map(t -> "tcp:127.0.0.1:" + t.split(":")[1])
        .findFirst()
        .orElseThrow();
  }

  private void startOpenVSwitch() throws Exception {
    Path db = dir.resolve("db.sock");
    run("ovsdb-tool", "create", dir.resolve("conf.db").toString(), SCHEMA.toString());
    child("ovsdb-server", dir.resolve("conf.db").toString(), "--remote=punix:" + db);
    await(db);
    String vsctl = "--db=unix:" + db;
    run("ovs-vsctl", vsctl, "--no-wait", "init");
    child(
        "ovs-vswitchd",
        "unix:" + db,
        "--enable-dummy=override",
        "--disable-system",
        "--unixctl=" + dir.resolve("ctl"));
    List<String> bridge = new ArrayList<>(List.of("ovs-vsctl", vsctl, "--timeout=60", "add-br"));
    bridge.addAll(List.of("br0", "--", "set", "bridge", "br0", "datapath_type=dummy"));
    bridge.addAll(List.of("protocols=OpenFlow10,OpenFlow13", "fail-mode=secure"));
    for (int i = 1; i <= 2; i++) {
      bridge.addAll(List.of("--", "add-port", "br0", "p" + i, "--", "set", "interface", "p" + i));
      bridge.addAll(List.of("type=dummy", "ofport_request=" + i));
    }
    run(bridge.toArray(String[]::new));
    await(dir.resolve("br0.mgmt"));
    ovs = "unix:" + dir.resolve("br0.mgmt");
  }

  private void child(String... command) throws IOException {
    child(dir.resolve(command[0] + ".out"), command);
  }

  /** Starts a program that is ended with this; what it says goes to the file. */
  Process child(Path said, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    for (String name : new String[] {"OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR"}) {
      builder.environment().put(name, dir.toString());
    }
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    Process child = builder.start();
    children.add(child);
    return child;
  }

  private static void await(Path file) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(file)) {
      assertTrue(System.nanoTime() < deadline, file + " does not appear");
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    if (openFlow != null) {
      openFlow.close();
    }
    if (system != null) {
      system.stop().toCompletableFuture().join();
    }
    for (Process child : children.reversed()) {
      child.destroy();
      child.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
  }
}
