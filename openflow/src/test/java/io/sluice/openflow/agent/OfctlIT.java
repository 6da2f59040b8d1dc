package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real ovs-ofctl programs a running switch. Needs the package openvswitch-common. */
class OfctlIT {
  @TempDir static Path dir;

  private static SwitchSystem system;
  private static OpenFlowSwitch openFlow;
  private static String socket;

  @BeforeAll
  static void start() throws Exception {
    boolean there;
    try {
      there = new ProcessBuilder("ovs-ofctl", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "skipped: there is no ovs-ofctl here; apt-get install openvswitch-common");
    system = SwitchSystem.start(new SwitchSettings(Lanes.auto(IdleMode.BACKOFF), dir, 512));
    system.addBridge("br0").toCompletableFuture().join();
    for (int i = 1; i <= 2; i++) {
      system
          .addPort(
              "br0",
              new PortSpec.Sink(
                  new PortSpec.Common("sink" + i, OptionalInt.of(i), new PortSpec.Vlan.All())))
          .toCompletableFuture()
          .join();
    }
    system.ready().toCompletableFuture().join();
    Path file = dir.resolve("br0.mgmt");
    socket = "unix:" + file;
    openFlow =
        OpenFlowSwitch.open(
            system, "br0", ControllerSettings.of(List.of(Target.parse("punix:" + file))));
  }

  @AfterAll
  static void stop() {
    if (openFlow != null) {
      openFlow.close();
      system.stop().toCompletableFuture().join();
    }
  }

  @BeforeEach
  void forget() throws Exception {
    ofctl(0, "OpenFlow13", "del-flows", socket);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenFlow10", "OpenFlow13"})
  void shouldShowItself(String version) throws Exception {
    String show = ofctl(0, version, "show", socket);
    assertTrue(show.contains("n_tables:254"), show);
    assertTrue(show.contains("1(sink1)") && show.contains("2(sink2)"), show);
    assertTrue(ofctl(0, version, "dump-desc", socket).contains("Manufacturer: Sluice"));
    assertTrue(ofctl(0, version, "dump-ports-desc", socket).contains("sink2"));
    assertTrue(ofctl(0, version, "dump-ports", socket, "2").contains("port  2"));
    assertTrue(ofctl(0, version, "dump-tables", socket).contains("active=0"));
    assertEquals("", ofctl(0, version, "probe", socket));
    assertTrue(ofctl(0, version, "get-frags", socket).contains("normal"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenFlow10", "OpenFlow13"})
  void shouldShowFlowsAsTheyWereAdded(String version) throws Exception {
    List<String> flows =
        List.of(
            "priority=5,in_port=1 actions=output:2",
            "in_port=2,dl_vlan=7 actions=strip_vlan,output:1",
            "idle_timeout=60,tcp,nw_src=10.0.0.0/8,tp_dst=80 actions=NORMAL",
            "arp,arp_tpa=10.0.0.1 actions=FLOOD",
            "table=3,ipv6,ipv6_dst=2001:db8::/32 actions=drop",
            "udp,nw_dst=10.1.2.3,tp_src=53 actions=mod_nw_dst:1.2.3.4,mod_tp_dst:5353,output:1",
            "reg0=0x5 actions=load:0x7->NXM_NX_REG1[],resubmit(,4)",
            "dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=move:NXM_NX_REG0[0..15]->NXM_NX_REG2[16..31],output:2");
    for (String flow : flows) {
      ofctl(0, version, "add-flow", socket, flow.replace(" actions", ",actions"));
    }
    String dump = ofctl(0, version, "--no-stats", "--no-names", "dump-flows", socket);
    // As the tool itself would write them.
    for (String flow : flows) {
      String parsed =
          ofctl(0, version, "parse-flow", flow.replace(" actions", ",actions"))
              .lines()
              .filter(line -> line.contains("ADD"))
              .findFirst()
              .orElseThrow();
      String actions = parsed.substring(parsed.indexOf("actions="));
      assertTrue(dump.contains(actions), actions + " is missing in\n" + dump);
    }
    assertEquals(flows.size(), dump.lines().filter(l -> l.contains("actions=")).count(), dump);
    assertTrue(ofctl(0, version, "dump-aggregate", socket).contains("flow_count=" + flows.size()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenFlow10", "OpenFlow13"})
  void shouldModifyAndDelete(String version) throws Exception {
    ofctl(0, version, "add-flow", socket, "cookie=0x5,in_port=1,priority=7,actions=output:2");
    ofctl(0, version, "add-flow", socket, "cookie=0x6,in_port=2,actions=output:1");
    ofctl(0, version, "mod-flows", socket, "in_port=1,actions=drop");
    String dump = ofctl(0, version, "dump-flows", socket);
    assertTrue(dump.contains("priority=7,in_port") && dump.contains("actions=drop"), dump);
    // A mod-flows of 1.0 that names no cookie takes away the one that was there.
    boolean keeps = !version.equals("OpenFlow10");
    assertEquals(keeps, dump.contains("cookie=0x5"), dump);
    String modified = keeps ? "cookie=0x5" : "cookie=0x0";
    ofctl(0, version, "del-flows", socket, "cookie=0x6/-1");
    dump = ofctl(0, version, "dump-flows", socket);
    assertFalse(dump.contains("cookie=0x6"), dump);
    ofctl(0, version, "--strict", "del-flows", socket, "in_port=1,priority=8");
    assertTrue(ofctl(0, version, "dump-flows", socket).contains(modified));
    ofctl(0, version, "--strict", "del-flows", socket, "in_port=1,priority=7");
    assertFalse(ofctl(0, version, "dump-flows", socket).contains(modified));
  }

  @Test
  void shouldAddTenThousandFlowsInOneCommand() throws Exception {
    List<String> flows = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      flows.add(
          "udp,nw_dst=10.%d.%d.%d,actions=output:2".formatted(i >> 16, i >> 8 & 255, i & 255));
    }
    Path file = Files.write(dir.resolve("flows"), flows);
    ofctl(0, "OpenFlow13", "add-flows", socket, file.toString());
    assertTrue(ofctl(0, "OpenFlow13", "dump-aggregate", socket).contains("flow_count=10000"));
    // Answers of many messages.
    assertEquals(
        10_000,
        ofctl(0, "OpenFlow13", "dump-flows", socket)
            .lines()
            .filter(l -> l.contains("udp"))
            .count());
    assertEquals("", ofctl(0, "OpenFlow13", "diff-flows", socket, file.toString()));
  }

  @Test
  void shouldReplaceFlowsInABundle() throws Exception {
    ofctl(0, "OpenFlow13", "add-flow", socket, "in_port=1,actions=output:2");
    Path file = Files.writeString(dir.resolve("new"), "in_port=2,actions=output:1\n");
    ofctl(0, "OpenFlow13", "--bundle", "replace-flows", socket, file.toString());
    String dump = ofctl(0, "OpenFlow13", "--no-names", "dump-flows", socket);
    assertTrue(dump.contains("in_port=2") && !dump.contains("in_port=1"), dump);
  }

  @Test
  void shouldRefuseABundleAsAWhole() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("wrong"),
            "in_port=2,actions=output:1\ntable=5,actions=goto_table:6,\n"
                + "table=7,in_port=1,actions=group:99\n");
    String said = ofctl(1, "OpenFlow13", "--bundle", "add-flows", socket, file.toString());
    assertTrue(said.contains("OFPBFC_MSG_FAILED"), said);
    assertFalse(ofctl(0, "OpenFlow13", "dump-flows", socket).contains("actions"));
  }

  @Test
  void shouldRefuseWhatItCannotDoWithTheErrorOfOpenFlow() throws Exception {
    String said = ofctl(1, "OpenFlow13", "add-flow", socket, "ip,actions=ct(commit)");
    assertTrue(said.contains("OFPBAC_BAD_TYPE"), said);
    said = ofctl(1, "OpenFlow13", "add-flow", socket, "actions=group:99");
    assertTrue(said.contains("OFPBAC_BAD_OUT_GROUP"), said);
    // The tool stops at the first one that is refused.
    Path file =
        Files.writeString(
            dir.resolve("mixed"),
            "in_port=1,actions=output:2\nin_port=2,actions=group:99\ntable=1,actions=drop\n");
    said = ofctl(1, "OpenFlow13", "add-flows", socket, file.toString());
    assertTrue(said.contains("OFPBAC_BAD_OUT_GROUP"), said);
    assertTrue(ofctl(0, "OpenFlow13", "dump-aggregate", socket).contains("flow_count=1"));
  }

  @Test
  void shouldHaveGroups() throws Exception {
    ofctl(
        0,
        "OpenFlow13",
        "add-group",
        socket,
        "group_id=1,type=select,bucket=weight:5,output:1,bucket=weight:7,set_field:00:00:00:00:00:01->eth_dst,output:2");
    ofctl(
        0,
        "OpenFlow13",
        "add-group",
        socket,
        "group_id=2,type=ff,bucket=watch_port:1,output:1,bucket=watch_port:2,output:2");
    ofctl(0, "OpenFlow13", "add-flow", socket, "in_port=1,actions=group:1");
    String groups = ofctl(0, "OpenFlow13", "--no-names", "dump-groups", socket);
    assertTrue(
        groups.contains(
            "group_id=1,type=select,bucket=weight:5,actions=output:1,"
                + "bucket=weight:7,actions=set_field:00:00:00:00:00:01->eth_dst,output:2"),
        groups);
    assertTrue(groups.contains("group_id=2,type=ff,bucket=watch_port:1,actions=output:1"), groups);
    String stats = ofctl(0, "OpenFlow13", "dump-group-stats", socket, "group_id=1");
    assertTrue(stats.contains("group_id=1") && stats.contains("ref_count=1"), stats);
    assertFalse(stats.contains("group_id=2"), stats);
    String said =
        ofctl(1, "OpenFlow13", "add-group", socket, "group_id=1,type=all,bucket=output:1");
    assertTrue(said.contains("OFPGMFC_GROUP_EXISTS"), said);
    ofctl(0, "OpenFlow13", "mod-group", socket, "group_id=2,type=all,bucket=output:2");
    assertTrue(ofctl(0, "OpenFlow13", "dump-groups", socket).contains("group_id=2,type=all"));
    assertTrue(ofctl(0, "OpenFlow13", "dump-group-features", socket).contains("fast failover"));
    ofctl(0, "OpenFlow13", "del-groups", socket);
    assertFalse(ofctl(0, "OpenFlow13", "dump-groups", socket).contains("group_id"));
    // The flow that used it went too.
    assertFalse(ofctl(0, "OpenFlow13", "dump-flows", socket).contains("actions"));
  }

  @Test
  void shouldHaveMeters() throws Exception {
    String remark = "meter=3,kbps,burst,bands=type=dscp_remark,rate=5,burst_size=6,prec_level=2";
    ofctl(0, "OpenFlow13", "add-meter", socket, remark);
    ofctl(0, "OpenFlow13", "add-meter", socket, "meter=1,pktps,stats,band=type=drop,rate=7");
    ofctl(0, "OpenFlow13", "add-flow", socket, "in_port=1,actions=meter:3,output:2");
    String meters = ofctl(0, "OpenFlow13", "dump-meters", socket);
    assertTrue(
        meters.contains(
            "meter=3 kbps burst bands=\ntype=dscp_remark rate=5 burst_size=6 prec_level=2"),
        meters);
    assertTrue(meters.contains("meter=1 pktps stats bands=\ntype=drop rate=7"), meters);
    String stats = ofctl(0, "OpenFlow13", "meter-stats", socket, "meter=3");
    assertTrue(stats.contains("meter:3 flow_count:1") && !stats.contains("meter:1"), stats);
    String features = ofctl(0, "OpenFlow13", "meter-features", socket);
    assertTrue(features.contains("max_meter:65536 max_bands:8"), features);
    assertTrue(features.contains("band_types: drop dscp_remark"), features);
    assertTrue(features.contains("capabilities: kbps pktps burst stats"), features);
    // It limits packet-ins; nothing that Sluice does would be metered by the slow path's.
    String controller = "meter=controller,pktps,band=type=drop,rate=3";
    ofctl(0, "OpenFlow13", "add-meter", socket, controller);
    meters = ofctl(0, "OpenFlow13", "dump-meters", socket);
    assertTrue(meters.contains("meter=controller pktps bands=\ntype=drop rate=3"), meters);
    String slowPath = "meter=slowpath,pktps,band=type=drop,rate=3";
    String said = ofctl(1, "OpenFlow13", "add-meter", socket, slowPath);
    assertTrue(said.contains("OFPMMFC_INVALID_METER"), said);
    ofctl(0, "OpenFlow13", "mod-meter", socket, "meter=3,pktps,band=type=drop,rate=9");
    meters = ofctl(0, "OpenFlow13", "dump-meter", socket, "meter=3");
    assertTrue(meters.contains("meter=3 pktps bands=\ntype=drop rate=9"), meters);
    ofctl(0, "OpenFlow13", "del-meters", socket);
    assertFalse(ofctl(0, "OpenFlow13", "dump-meters", socket).contains("meter="));
    // The flow that used it went too.
    assertFalse(ofctl(0, "OpenFlow13", "dump-flows", socket).contains("actions"));
  }

  private static String ofctl(int code, String version, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", version, "--timeout=60"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(80, TimeUnit.SECONDS), "does not end: " + command);
    if (code == 0 || process.exitValue() == 0) {
      assertEquals(code, process.exitValue(), command + ": " + said);
    }
    return said;
  }
}
