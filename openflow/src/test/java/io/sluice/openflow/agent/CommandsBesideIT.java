package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of ovs-ofctl(8) that other tests have no use for, to a Sluice and to a real Open
 * vSwitch beside it: they print the same, errors included, by the socket and by TCP.
 */
class CommandsBesideIT {
  @TempDir Path dir;
  private TwoSwitches both;

  @BeforeEach
  void start() throws Exception {
    both = TwoSwitches.start(dir);
    for (String where : List.of(both.ovs, both.sluice)) {
      TwoSwitches.run("ovs-ofctl", "-O", "OpenFlow13", "del-flows", where);
    }
  }

  @AfterEach
  void stop() {
    if (both != null) {
      both.close();
    }
  }

  /** Without what must differ: times, numbers of requests, addresses, the local port. */
  private static String comparable(String said, String where) {
    String text =
        said.replace(where, "SWITCH")
            .replaceAll("xid=(0x)?[0-9a-f]+", "xid=")
            .replaceAll("duration=[0-9.]+s", "duration=")
            .replaceAll("time=[0-9.]+ ms", "time=")
            .replaceAll("idle_age=[0-9]+", "idle_age=")
            .replaceAll("dpid:[0-9a-f]+", "dpid:")
            .replaceAll("([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC")
            .replaceAll("(?m)^[0-9T:.Z-]+\\|\\d+\\|", "");
    if (text.startsWith("OFPT_ERROR")) {
      // Open vSwitch sends all of the request back, we the 64 bytes that must be.
      return text.lines().findFirst().orElseThrow();
    }
    return text
        // There is no LOCAL port here, and a dummy does not count drops.
        .replaceAll("(?m)^ LOCAL\\(br0\\).*\n(     .*\n)+", "")
        .replaceAll("(?m)^ +port LOCAL.*\n( {11}.*\n)+", "")
        .replaceAll(": \\d ports", ": N ports")
        .replaceAll("(drop|errs)=(\\?|0)", "$1=")
        // The dummy has a queue.
        .replaceAll("(?m)^ *(port \\w+ )?queue 0:.*\n", "")
        .replaceAll("\\d queues", "N queues")
        .replaceAll("(?m)(GET_CONFIG_REPLY .*:) ?port=.*$", "$1")
        .strip();
  }

  private String ask(String version, String where, String command) throws Exception {
    return comparable(TwoSwitches.ofctl(version, where, List.of(command.split(" "))), where);
  }

  @Test
  void shouldPrintTheSame() throws Exception {
    Path flows = Files.writeString(dir.resolve("flows"), "in_port=1,actions=2\nip,actions=drop\n");
    List<String> differences = new ArrayList<>();
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      for (String command :
          List.of(
              "show",
              "dump-tables",
              "dump-table-desc",
              "mod-table 0 controller",
              "mod-table 0 evict",
              "get-frags",
              "set-frags nx-match",
              "get-frags",
              "set-frags normal",
              "set-frags reassemble",
              "dump-ports",
              "dump-ports 1",
              "dump-ports 77",
              "dump-ports-desc",
              "dump-ports-desc 1",
              "queue-stats",
              "queue-stats 1",
              "queue-stats 1 7",
              "queue-stats ALL 7",
              "queue-stats 77",
              "queue-get-config 1",
              "queue-get-config 77",
              "del-tlv-map",
              "dump-ipfix-bridge",
              "dump-ipfix-flow",
              "ct-flush-zone 5",
              "ct-flush",
              "ct-flush zone=5",
              "probe",
              "ping 100",
              "add-flows " + flows,
              "dump-flows",
              "dump-flows ip",
              "dump-aggregate",
              "dump-aggregate ip",
              "mod-flows ip,actions=1",
              "mod-flows --strict ip,actions=1",
              "replace-flows " + flows,
              "diff-flows " + flows,
              "del-flows in_port=1",
              "del-flows --strict ip",
              "dump-flows",
              "add-flow cookie=5,in_port=2,actions=1",
              "mod-flows in_port=2,actions=2",
              "dump-flows --no-stats",
              "mod-flows cookie=9,in_port=2,actions=2",
              "dump-flows --no-stats",
              "mod-flows cookie=9/-1,in_port=2,actions=1",
              "mod-flows cookie=9/-1,cookie=2,in_port=2,actions=2",
              "dump-flows --no-stats",
              "mod-flows cookie=9/-1,cookie=3,in_port=2,actions=1",
              "mod-flows cookie=9/-1,cookie=3,in_port=1,actions=1",
              "dump-flows --no-stats",
              "del-flows in_port=2",
              "dump-meters",
              "del-meters")) {
        String theirs = ask(version, both.ovs, command);
        String socket = ask(version, both.sluice, command);
        if (!theirs.equals(socket)) {
          differences.add("** " + version + " " + command + "\n" + theirs + "\n--\n" + socket);
        }
        if (!command.contains("-flows")) {
          assertEquals(socket, ask(version, both.sluiceTcp(), command), command);
        }
      }
    }
    assertEquals("", String.join("\n", differences));
  }

  @Test
  void shouldHaveGroupsAsOpenVSwitchHas() throws Exception {
    List<String> differences = new ArrayList<>();
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      for (String command :
          List.of(
              "add-group group_id=1,type=all,bucket=output:1,bucket=dec_ttl,output:2",
              "add-group group_id=1,type=all,bucket=output:1,bucket=push_mpls:0x8847,output:2",
              "add-group group_id=2,type=select,bucket=weight:3,output:1,bucket=group:1",
              "add-group group_id=2,type=all,bucket=output:1",
              "add-group group_id=3,type=indirect,bucket=output:1,bucket=output:2",
              "mod-group group_id=9,type=all,bucket=output:2",
              "mod-group group_id=1,type=ff,bucket=watch_port:1,output:2",
              "mod-group group_id=1,type=ff,bucket=bucket_id:5,watch_group:2,output:2",
              "insert-buckets group_id=2,command_bucket_id=0,bucket=bucket_id:7,output:2",
              "insert-buckets group_id=2,command_bucket_id=first,bucket=bucket_id:7,output:2",
              "insert-buckets group_id=2,command_bucket_id=77,bucket=bucket_id:8,output:2",
              "dump-groups",
              "remove-buckets group_id=2,command_bucket_id=0",
              "remove-buckets group_id=2,command_bucket_id=77",
              "add-group group_id=4,type=select,selection_method=dp_hash,bucket=output:2",
              "add-group group_id=6,type=all,bucket=watch_port:1,output:1",
              "add-group group_id=7,type=all,bucket=enqueue:1:2,bucket=note:00,output:2",
              "add-group group_id=5,type=all,bucket=bucket_id:3,output:2,bucket=bucket_id:3,drop",
              "dump-groups",
              "dump-groups 1",
              "dump-groups 77",
              "dump-group-stats",
              "dump-group-stats group_id=2",
              "dump-group-stats group_id=9",
              "dump-group-features",
              "add-flow in_port=1,actions=group:2",
              "add-flow in_port=2,actions=group:99",
              "dump-flows --no-stats",
              "del-groups group_id=1",
              "dump-groups",
              "del-groups",
              "dump-flows --no-stats",
              "dump-groups")) {
        String theirs = ask(version, both.ovs, command);
        String ours = ask(version, both.sluice, command);
        if (!sorted(theirs).equals(sorted(ours))) {
          differences.add("** " + version + " " + command + "\n" + theirs + "\n--\n" + ours);
        }
      }
    }
    assertEquals("", String.join("\n", differences));
  }

  /** Groups come in no order; Open vSwitch says that it has no limit, Sluice says its own. */
  private static List<String> sorted(String said) {
    return said.replaceAll("max_groups=0x[0-9a-f]+", "max_groups").lines().sorted().toList();
  }

  @Test
  void shouldBundleAsOpenVSwitchDoes() throws Exception {
    String packet = "packet-out in_port=1,packet=ffffffffffff0200000000010800,actions=";
    List<String> differences = new ArrayList<>();
    for (String lines :
        List.of(
            "flow add in_port=1,actions=2\ngroup add group_id=9,type=all,bucket=output:1\n"
                + packet
                + "group:9\n",
            "flow add in_port=1,actions=1\n" + packet + "group:77\n",
            "group delete group_id=9\n" + packet + "group:9\n",
            packet + "2\nflow delete\n")) {
      Path file = Files.writeString(dir.resolve("bundle"), lines);
      for (String command : List.of("bundle " + file, "dump-flows --no-stats", "dump-groups")) {
        String theirs = ask("OpenFlow13", both.ovs, command);
        String ours = ask("OpenFlow13", both.sluice, command);
        if (!theirs.equals(ours)) {
          differences.add("** " + command + "\n" + lines + theirs + "\n--\n" + ours);
        }
      }
    }
    assertEquals("", String.join("\n", differences));
  }

  @Test
  void shouldRefuseWhatItDoesNotDo() throws Exception {
    String all = TwoSwitches.ofctl("OpenFlow13", both.sluice, List.of("dump-table-features"));
    assertTrue(all.contains("next tables: 1-253"), all);
    assertTrue(all.contains("instructions: meter apply_actions"), all);
    assertTrue(all.contains("dec_mpls_ttl push_mpls pop_mpls set_queue"), all);
    assertTrue(all.contains("arbitrary mask: tun_id metadata"), all);
    assertFalse(all.contains("must exact match"), all);
    for (String version : List.of("OpenFlow10", "OpenFlow13")) {
      String map = "add-tlv-map {class=0xffff,type=0,len=4}->tun_metadata0";
      said(version, map, "NXTTMFC_TABLE_FULL");
      said(version, map.replace("add", "del"), "NXTTMFC_INVALID_TLV_DEL");
      said(version, "dump-tlv-map", "max option space=0 max fields=0");
      said(version, "set-frags drop", "this switch probably doesn't support");
    }
    String select = "add-group group_id=1,type=select,selection_method=";
    said(
        "OpenFlow10",
        select + "dp_hash,selection_method_param=7,bucket=output:1",
        "OFPBPC_BAD_VALUE");
    said("OpenFlow10", select + "hash,fields(ip_src),bucket=output:1", "OFPBPC_BAD_VALUE");
    said("OpenFlow13", "add-flow actions=sample(probability=1)", "OFPBAC_BAD_TYPE");
    said("OpenFlow13", "add-flow ip,actions=ct(commit)", "OFPBAC_BAD_TYPE");
    said("OpenFlow13", "add-flow actions=controller(pause)", "OFPBAC_BAD_TYPE");
  }

  private void said(String version, String command, String expected) throws Exception {
    String said = ask(version, both.sluice, command);
    assertTrue(said.contains(expected), version + " " + command + ": " + said);
  }
}
