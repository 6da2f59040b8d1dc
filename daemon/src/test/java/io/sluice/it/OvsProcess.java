package io.sluice.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's OVS-DPDK with its own database, in the test's directory: the switch to compare with. */
final class OvsProcess implements SwitchUnderTest {
  private final Path directory;
  private final List<String> flows;
  private final List<Port> ports;
  private final Map<String, String> environment;
  private final String db;
  private Child database;
  private Child vswitchd;
  private int starts;

  OvsProcess(Path directory, List<String> flows, List<Port> ports) {
    this.directory = directory;
    this.flows = flows;
    this.ports = ports;
    String d = directory.toString();
    environment = Map.of("OVS_RUNDIR", d, "OVS_DBDIR", d, "OVS_LOGDIR", d, "OVS_SYSCONFDIR", d);
    db = "unix:" + directory.resolve("db.sock");
  }

  private String command(String... c) {
    return Child.run(LIMIT, List.of(c), environment);
  }

  private void vsctl(String... arguments) {
    List<String> c = new ArrayList<>(List.of("ovs-vsctl", "--timeout=20", "--db=" + db));
    c.addAll(List.of(arguments));
    Child.run(LIMIT, c, environment);
  }

  @Override
  public void start() {
    Path vswitch = Path.of("/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk");
    Peers.program("ovs-vsctl", "openvswitch-switch-dpdk");
    boolean first = database == null;
    if (first) {
      command(
          "ovsdb-tool",
          "create",
          directory.resolve("conf.db").toString(),
          "/usr/share/openvswitch/vswitch.ovsschema");
      database =
          Child.start(
              directory.resolve("ovsdb.log"),
              List.of(
                  "ovsdb-server",
                  directory.resolve("conf.db").toString(),
                  "--remote=p" + db,
                  "--unixctl=" + directory.resolve("ovsdb.ctl")),
              environment);
      Child.until(
          "ovsdb-server listens",
          LIMIT,
          () -> Files.exists(directory.resolve("db.sock")),
          database::output);
      vsctl("--no-wait", "init");
      vsctl(
          "--no-wait",
          "set",
          "Open_vSwitch",
          ".",
          "other_config:dpdk-init=true",
          "other_config:dpdk-socket-mem=512",
          "other_config:userspace-tso-enable=true",
          "other_config:dpdk-lcore-mask=0x2",
          "other_config:pmd-cpu-mask=0x1",
          "other_config:dpdk-extra=--file-prefix=it" + ProcessHandle.current().pid() + " --no-pci");
    }
    vswitchd =
        Child.start(
            directory.resolve("vswitchd" + ++starts + ".log"),
            List.of(
                vswitch.toString(),
                db,
                "--unixctl=" + directory.resolve("vs.ctl"),
                "--pidfile=" + directory.resolve("vs.pid")),
            environment);
    if (first) {
      vsctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev");
      int ofport = 0;
      for (Port p : ports) {
        List<String> c = new ArrayList<>(List.of("add-port", "br0", p.name()));
        if (!p.vlan().isEmpty()) {
          c.add("tag=" + p.vlan());
        }
        c.addAll(List.of("--", "set", "Interface", p.name(), "mtu_request=9000"));
        c.add("ofport_request=" + ++ofport);
        c.add("options:n_rxq=" + p.queuePairs());
        if (p.mode() == Mode.CLIENT) {
          c.add("type=dpdkvhostuserclient");
          c.add("options:vhost-server-path=" + socket(p.name()));
        } else {
          c.add("type=dpdkvhostuser");
        }
        vsctl(c.toArray(String[]::new));
      }
    } else {
      // Waits until the new process has put the ports back.
      vsctl("set", "Open_vSwitch", ".", "external_ids:restarts=" + starts);
    }
    flows(flows);
  }

  @Override
  public void awaitConnected() {
    for (Port p : ports) {
      Child.until(
          p.name() + " is up",
          LIMIT,
          () ->
              command(
                      "ovs-vsctl",
                      "--timeout=20",
                      "--db=" + db,
                      "get",
                      "Interface",
                      p.name(),
                      "link_state")
                  .contains("up"),
          this::describe);
    }
  }

  @Override
  public void flows(List<String> flows) {
    String bridge = "unix:" + directory.resolve("br0.mgmt");
    Path file = directory.resolve("flows.txt");
    try {
      Files.write(file, flows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    command("ovs-ofctl", "del-flows", bridge);
    command("ovs-ofctl", "add-flows", bridge, file.toString());
  }

  @Override
  public void stop() {
    vswitchd.terminate();
    vswitchd.awaitExit(Duration.ofSeconds(20));
  }

  @Override
  public void kill() {
    vswitchd.kill();
  }

  /** In server mode OVS chooses the place. */
  @Override
  public Path socket(String port) {
    boolean server = ports.stream().anyMatch(p -> p.name().equals(port) && p.mode() == Mode.SERVER);
    return directory.resolve(server ? port : port + ".sock");
  }

  @Override
  public String describe() {
    return command("ovs-ofctl", "dump-ports", "unix:" + directory.resolve("br0.mgmt"))
        + vswitchd.output();
  }

  @Override
  public void close() {
    if (vswitchd != null) {
      vswitchd.close();
    }
    if (database != null) {
      database.close();
    }
  }
}
