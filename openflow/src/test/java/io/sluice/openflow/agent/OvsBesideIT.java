package io.sluice.openflow.agent;

import static io.sluice.openflow.agent.TwoSwitches.dump;
import static io.sluice.openflow.agent.TwoSwitches.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.message.Recordings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same ovs-ofctl commands to a Sluice and to a real Open vSwitch beside it print the same.
 * Needs the package openvswitch-switch and root.
 */
class OvsBesideIT {
  private static final Pattern ADD =
      Pattern.compile("ovs-ofctl -O (OpenFlow1[03]) add-flow SWITCH '(.*)'");

  /** What Sluice does not do, and says so. */
  private static final Pattern REFUSED =
      Pattern.compile("OFPBAC_BAD_TYPE|OFPBMC_BAD_FIELD|OFPBAC_BAD_SET_TYPE");

  @TempDir Path dir;
  private TwoSwitches both;

  @BeforeEach
  void start() throws Exception {
    both = TwoSwitches.start(dir);
  }

  @AfterEach
  void stop() {
    if (both != null) {
      both.close();
    }
  }

  @Test
  void shouldShowFlowsAsOpenVSwitchDoes() throws Exception {
    String ovs = both.ovs;
    String sluice = both.sluice;
    int compared = 0;
    List<String> refused = new ArrayList<>();
    for (String command :
        Recordings.all().stream().map(Recordings.Recorded::command).distinct().toList()) {
      Matcher add = ADD.matcher(command);
      // A learn would learn, of packets that only one of the two gets.
      if (!add.matches() || command.contains("learn(") || command.contains("dp_hash")) {
        continue;
      }
      String version = add.group(1);
      run("ovs-ofctl", "-O", version, "del-flows", ovs);
      run("ovs-ofctl", "-O", version, "del-flows", sluice);
      String theirs = run("ovs-ofctl", "-O", version, "add-flow", ovs, add.group(2));
      String ours = run("ovs-ofctl", "-O", version, "add-flow", sluice, add.group(2));
      if (!ours.equals(theirs) && REFUSED.matcher(ours).find()) {
        refused.add(command);
        continue;
      }
      assertEquals(dump(version, ovs), dump(version, sluice), command);
      compared++;
    }
    assertTrue(compared > 140, compared + " compared, refused: " + String.join("\n", refused));
  }

  @Test
  void shouldTakeAndRefuseLabelsQueuesAndLengthsAsOpenVSwitchDoes() throws Exception {
    String ovs = both.ovs;
    String sluice = both.sluice;
    int errors = 0;
    List<String> differences = new ArrayList<>();
    for (String flow :
        List.of(
            "ip,actions=push_mpls:0x8847,set_mpls_label(77),set_mpls_tc(3),set_mpls_ttl(9),output:2",
            "ipv6,actions=push_mpls:0x8848,set_field:5->mpls_label,output:2",
            "mpls,mpls_label=7,mpls_tc=2,mpls_bos=1,mpls_ttl=5,actions=pop_mpls:0x0800,dec_ttl,output:1",
            "mplsm,actions=dec_mpls_ttl,load:0x7->OXM_OF_MPLS_LABEL[],output:1",
            "mpls,actions=move:OXM_OF_MPLS_LABEL[]->NXM_NX_REG0[0..19],output:1",
            "mpls,actions=pop_mpls:0x8847,write_actions(push_mpls:0x8847,dec_mpls_ttl,output:2)",
            "tcp,actions=push_mpls:0x8847,mod_tp_dst:5,output:2",
            "tcp,actions=pop_mpls:0x0800,output:2",
            "mpls,actions=pop_mpls:0x0800,mod_nw_dst:1.2.3.4,output:2",
            "mpls,actions=pop_mpls:0x0800,mod_tp_dst:5,output:2",
            "ip,actions=dec_mpls_ttl,output:2",
            "ip,actions=set_field:5->mpls_label,output:2",
            "mpls,actions=set_field:1->mpls_bos,output:2",
            "mpls,actions=load:1->OXM_OF_MPLS_BOS[],output:2",
            "mpls,actions=push_mpls:0x0800,output:2",
            "sctp,actions=mod_tp_src:5,mod_tp_dst:6,output:2",
            "actions=set_queue:5,output:2,pop_queue",
            "actions=enqueue:2:4294967294",
            "actions=write_actions(set_queue:7,output:2)",
            "actions=output(port=2,max_len=64),output:1",
            "actions=output(port=LOCAL,max_len=4294967295)",
            "actions=output(port=2,max_len=13)",
            "actions=output(port=CONTROLLER,max_len=64)",
            "actions=write_actions(output(port=2,max_len=64))",
            "actions=write_actions(enqueue:2:7)",
            "actions=write_actions(pop_queue)")) {
      for (String version : new String[] {"OpenFlow10", "OpenFlow13"}) {
        for (String where : new String[] {ovs, sluice}) {
          run("ovs-ofctl", "-O", version, "del-flows", where);
        }
        String theirs = add(version, ovs, flow);
        String ours = add(version, sluice, flow);
        errors += theirs.contains("OFPT_ERROR") ? 1 : 0;
        compare(differences, version + " add-flow " + flow, theirs, ours);
        compare(
            differences, version + " dump of " + flow, dump(version, ovs), dump(version, sluice));
      }
    }
    assertEquals("", String.join("\n", differences));
    assertTrue(errors > 5, "refused by both: " + errors);
  }

  @Test
  void shouldTakeAndRefuseOddFlowsAsOpenVSwitchDoes() throws Exception {
    List<String> differences = new ArrayList<>();
    for (String flow :
        List.of(
            "eth,actions=1",
            "packet_type=(0,0),in_port=2,actions=1",
            "actions=output:0",
            "arp,actions=load:0x2->NXM_OF_ARP_OP[],move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],in_port",
            "arp,actions=set_field:2->arp_op,in_port",
            "icmp,icmp_type=8,actions=set_field:0->icmp_type,load:3->NXM_OF_ICMP_CODE[],in_port",
            "icmp6,icmp_type=128,actions=set_field:129->icmpv6_type,set_field:0->icmpv6_code,in_port",
            "icmp,actions=move:NXM_NX_REG0[0..7]->NXM_OF_ICMP_TYPE[],set_field:1->icmpv6_type,1",
            "ip,actions=set_field:0->icmp_type,in_port",
            "actions=controller(max_len=5,id=77,reason=no_match,userdata=01.02.03.04)",
            "actions=controller(meter_id=4,reason=invalid_ttl)",
            "actions=controller(userdata=01)",
            "table=7,actions=write_actions(output:1,dec_ttl)",
            "table=7,actions=write_actions(pop_vlan,output:1)",
            "table=7,actions=write_actions(set_field:5->tcp_dst,output:1)",
            "tcp,actions=fin_timeout(idle_timeout=5,hard_timeout=10),output:2",
            "tcp6,actions=fin_timeout,output:2",
            "udp,actions=fin_timeout(hard_timeout=3),output:2",
            "tcp,actions=write_actions(fin_timeout(hard_timeout=3))",
            "tcp,actions=clone(fin_timeout(hard_timeout=3))",
            "tcp,actions=learn(table=1,fin_idle_timeout=5,fin_hard_timeout=7,eth_type=0x800,"
                + "nw_proto=6,NXM_OF_TCP_SRC[]=NXM_OF_TCP_DST[],output:NXM_OF_IN_PORT[])",
            "actions=learn(table=1,limit=4294967295,result_dst=reg0[0])",
            "actions=learn(table=1,result_dst=tcp_src[0])")) {
      for (String version : new String[] {"OpenFlow10", "OpenFlow13"}) {
        for (String where : new String[] {both.ovs, both.sluice}) {
          run("ovs-ofctl", "-O", version, "del-flows", where);
        }
        compare(
            differences,
            version + " add-flow " + flow,
            add(version, both.ovs, flow),
            add(version, both.sluice, flow));
        compare(
            differences,
            version + " dump of " + flow,
            dump(version, both.ovs),
            dump(version, both.sluice));
      }
    }
    assertEquals("", String.join("\n", differences));
  }

  private static void compare(List<String> differences, String what, String theirs, String ours) {
    if (!theirs.equals(ours)) {
      differences.add(what + "\n  theirs: " + theirs + "\n  ours:   " + ours);
    }
  }

  private static String add(String version, String where, String flow) throws Exception {
    String said = run("ovs-ofctl", "-O", version, "add-flow", where, flow);
    return said.lines().filter(l -> l.contains("OFPT_ERROR") || l.contains("ovs-ofctl:")).toList()
        + "";
  }

  @Test
  void shouldHaveMetersAsOpenVSwitchHas() throws Exception {
    String ovs = both.ovs;
    String sluice = both.sluice;
    run("ovs-ofctl", "-O", "OpenFlow13", "del-flows", sluice);
    String nine = "type=drop,rate=1,".repeat(9);
    int errors = 0;
    for (List<String> words :
        List.of(
            List.of("add-meter", "meter=1,kbps,burst,stats,band=type=drop,rate=9,burst_size=5"),
            List.of("add-meter", "meter=2,pktps,bands=type=drop,rate=5,type=drop,rate=7"),
            List.of("add-meter", "meter=4294901760,pktps,band=type=drop,rate=4294967295"),
            List.of("add-meter", "meter=2,pktps,band=type=drop,rate=5"),
            List.of("add-meter", "meter=controller,pktps,burst,band=type=drop,rate=5,burst_size=9"),
            List.of("add-meter", "meter=controller,pktps,band=type=drop,rate=5"),
            List.of("meter-stats", "meter=controller"),
            List.of("mod-meter", "meter=controller,kbps,band=type=drop,rate=5"),
            List.of("add-flow", "in_port=4,actions=controller(meter_id=2)"),
            List.of("add-flow", "in_port=5,actions=controller(max_len=64,meter_id=77,id=3)"),
            List.of("add-meter", "meter=5,pktps,bands=" + nine),
            List.of("mod-meter", "meter=9,pktps,band=type=drop,rate=7"),
            List.of("mod-meter", "meter=1,pktps,band=type=drop,rate=7"),
            List.of("add-flow", "in_port=1,actions=meter:2,output:2"),
            List.of("add-flow", "in_port=2,actions=meter:1,goto_table:3"),
            List.of("add-flow", "in_port=2,actions=meter:77,output:2"),
            List.of("meter-stats", "meter=1"),
            List.of("meter-stats", "meter=77"),
            List.of("dump-meter", "meter=2"),
            List.of("dump-meter", "meter=77"),
            List.of("del-meter", "meter=77"),
            List.of("del-meter", "meter=2"),
            List.of("del-meter", "meter=controller"),
            List.of("del-meters"))) {
      String theirs = ofctl13(ovs, words);
      assertEquals(theirs, ofctl13(sluice, words), words.toString());
      errors += theirs.contains("OFPT_ERROR") ? 1 : 0;
      for (String show : new String[] {"dump-meters", "meter-stats"}) {
        assertEquals(
            blocks(ofctl13(ovs, List.of(show))), blocks(ofctl13(sluice, List.of(show))), show);
      }
      assertEquals(dump("OpenFlow13", ovs), dump("OpenFlow13", sluice), words.toString());
    }
    assertEquals(7, errors);
  }

  private static String ofctl13(String where, List<String> words) throws Exception {
    return TwoSwitches.ofctl("OpenFlow13", where, words)
        .replaceAll("duration:[0-9.]+s", "duration:");
  }

  /** In any order. */
  private static List<String> blocks(String said) {
    String body = said.substring(said.indexOf('\n') + 1);
    return Stream.of(body.split("\n\n")).map(String::strip).sorted().toList();
  }
}
