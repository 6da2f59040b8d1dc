package io.sluice.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's OVS-DPDK with one PMD thread on CPU 0 and its own database. */
final class OvsDpdk implements Programmable {
  static final Path VSWITCHD = Path.of("/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk");

  private Map<String, String> environment;
  private Path directory;
  private Process database;
  private Process vswitchd;

  @Override
  public void start(Path directory, Path rules) throws IOException, InterruptedException {
    this.directory = directory;
    String d = directory.toString();
    environment = Map.of("OVS_RUNDIR", d, "OVS_DBDIR", d, "OVS_LOGDIR", d, "OVS_SYSCONFDIR", d);
    run("ovsdb-tool", "create", d + "/conf.db", "/usr/share/openvswitch/vswitch.ovsschema");
    Path log = directory.resolve("ovsdb.log");
    database =
        Processes.start(
            log,
            List.of(
                "ovsdb-server",
                d + "/conf.db",
                "--remote=punix:" + d + "/db.sock",
                "--unixctl=" + d + "/ovsdb.ctl"),
            environment);
    while (!Files.exists(directory.resolve("db.sock"))) {
      if (!database.isAlive()) {
        throw new PerfException("ovsdb-server ended:\n" + Files.readString(log));
      }
      Thread.sleep(20);
    }
    vsctl("--no-wait", "init");
    vsctl(
        "--no-wait",
        "set",
        "Open_vSwitch",
        ".",
        "other_config:dpdk-init=true",
        "other_config:dpdk-socket-mem=512",
        "other_config:dpdk-lcore-mask=0x2",
        "other_config:pmd-cpu-mask=0x1",
        "other_config:dpdk-extra=--file-prefix=perf" + ProcessHandle.current().pid() + " --no-pci");
    vswitchd =
        Processes.start(
            directory.resolve("vswitchd.log"),
            List.of(
                VSWITCHD.toString(),
                "unix:" + d + "/db.sock",
                "--unixctl=" + d + "/vs.ctl",
                "--pidfile=" + d + "/vs.pid"),
            environment);
    vsctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev");
    for (int i = 0; i < 2; i++) {
      vsctl(
          "add-port",
          "br0",
          "vh" + i,
          "--",
          "set",
          "Interface",
          "vh" + i,
          "type=dpdkvhostuserclient",
          "options:vhost-server-path=" + d + "/vh" + i + ".sock",
          "ofport_request=" + (i + 1));
    }
    run("ovs-ofctl", "del-flows", openFlow());
    run("ovs-ofctl", "add-flows", openFlow(), rules.toString());
  }

  private void run(String... command) throws IOException, InterruptedException {
    Processes.run(directory, List.of(command), environment);
  }

  private void vsctl(String... arguments) throws IOException, InterruptedException {
    List<String> c =
        new ArrayList<>(
            List.of("ovs-vsctl", "--timeout=30", "--db=unix:" + directory.resolve("db.sock")));
    c.addAll(List.of(arguments));
    Processes.run(directory, c, environment);
  }

  @Override
  public String openFlow() {
    return "unix:" + directory.resolve("br0.mgmt");
  }

  @Override
  public String interval() {
    return "";
  }

  @Override
  public void close() {
    Processes.end(vswitchd);
    Processes.end(database);
  }
}
