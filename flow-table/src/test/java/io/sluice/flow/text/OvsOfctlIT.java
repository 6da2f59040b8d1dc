package io.sluice.flow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write means to ovs-ofctl the same as what we read. */
class OvsOfctlIT {
  @BeforeAll
  static void needsOfctl() {
    boolean there = false;
    for (String dir : System.getenv("PATH").split(":")) {
      there |= Files.isExecutable(Path.of(dir, "ovs-ofctl"));
    }
    if (!there) {
      System.out.println("skipped: ovs-ofctl is not installed (package openvswitch-common)");
    }
    assumeTrue(there, "ovs-ofctl is not installed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "priority=100,udp,in_port=1,nw_dst=10.128.0.0/9,tp_dst=9,actions=output:2",
        "tcp,tcp_flags=0x12/0x3f,vlan_tci=0x1001/0x1fff,actions=mod_vlan_vid:3,resubmit(,2)",
        "tcp6,ipv6_src=fe80::/10,ipv6_dst=::1,tcp_src=0x50/0xfff0,actions=dec_ttl,output:1",
        "icmp6,icmp_type=135,nd_target=fe80::1:0:0:1,nd_sll=00:00:00:00:00:01,actions=drop",
        "arp,arp_op=2,arp_spa=10.0.0.0/24,arp_tha=01:02:03:04:05:06,actions=FLOOD",
        "dl_vlan=5,dl_vlan_pcp=3,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,actions=strip_vlan,2",
        "ip,nw_proto=47,nw_tos=32,nw_ecn=1,nw_ttl=7,nw_frag=later,actions=mod_nw_src:1.2.3.4",
        "dl_type=0x88cc,actions=IN_PORT",
        "icmp,icmp_type=8,icmp_code=0,actions=mod_nw_tos:16,mod_dl_src:00:00:00:00:00:09,NORMAL",
        "vlan_vid=0/0x1000,actions=resubmit:2,resubmit(1,3),LOCAL",
        "sctp,sctp_dst=3,actions=ALL",
        "reg0=5,reg15=0x1/0xf,metadata=0x10/0xff,tun_id=7,pkt_mark=3/7,actions=output:reg0[0..15]",
        "xreg1=0x100000002,xxreg1=0x1,actions=drop",
        "ct_state=+trk-new,ct_zone=5,ct_mark=1/3,ct_label=0x10000000000000001,actions=drop",
        "conj_id=5,ip,actions=load:0x7->NXM_NX_REG0[3..9],load:1->OXM_OF_METADATA[]",
        "actions=move:NXM_OF_IN_PORT[]->NXM_NX_REG1[0..15],push:NXM_NX_REG1[],pop:NXM_NX_REG2[]",
        "ip,actions=set_field:10.0.0.0/255.0.0.0->ip_dst,set_field:5->ip_dscp,set_field:1->nw_ecn",
        "ipv6,actions=set_field:fe80::/ffff::->ipv6_src,mod_nw_ttl:7",
        "actions=set_field:0x5/0xff->reg3,set_field:9->metadata,set_field:3->tun_id",
        "dl_vlan=3,actions=set_field:4100->vlan_vid,set_field:2->vlan_pcp",
        "actions=set_field:02:00:00:00:00:00/ff:ff:00:00:00:00->eth_dst",
        "actions=CONTROLLER:128,controller(reason=no_match,id=3,userdata=01.02)",
        "actions=group:4294967040,exit",
        "ip,actions=dec_ttl(1,2),note:00.01.02.03.04.05,clone(output:1,mod_dl_src:00:00:00:00:00:01)",
        "ip,actions=conjunction(7,1/2),conjunction(8,2/3)",
        "actions=multipath(symmetric_l4,1024,hrw,4,0,NXM_NX_REG0[0..3])",
        "actions=bundle(nw_src,7,active_backup,ofport,members:1,2)",
        "actions=bundle_load(eth_src,7,hrw,ofport,NXM_NX_REG1[0..15],members:1,2)",
        "actions=learn(table=3,idle_timeout=9,priority=5,cookie=0x7,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],"
            + "NXM_OF_VLAN_TCI[0..11],load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],"
            + "load:0x3->NXM_NX_REG1[],eth_type=0x800,output:NXM_OF_IN_PORT[])",
        "actions=set_tunnel:5,resubmit(,3),clear_actions,write_metadata:0x1/0xff,goto_table:7",
        "ip,actions=write_actions(group:3,dec_ttl,output:1,set_field:3->reg0),goto_table:1",
        "actions=meter:3,output:1",
        "mpls,mpls_label=5,mpls_tc=2,mpls_bos=1,mpls_ttl=3,actions=drop",
        "ip,actions=push_mpls:0x8847,set_mpls_label(5),set_mpls_tc(3),set_mpls_ttl(9),output:1",
        "mpls,actions=set_mpls_label:5,set_field:3->mpls_tc,dec_mpls_ttl,pop_mpls:0x0800,dec_ttl",
        "mplsm,actions=load:0x7->OXM_OF_MPLS_LABEL[],output(port=2,max_len=64),output(max_len=99,port=LOCAL)",
        "actions=set_queue:7,output:1,pop_queue,enqueue:2:5,enqueue(3,6)",
        "send_flow_rem,check_overlap,reset_counts,idle_timeout=3,hard_timeout=4,actions=drop",
      })
  void shouldMeanTheSameToOfctl(String text) throws Exception {
    String ours = FlowFormatter.format(new FlowParser().parseFlow(text));
    assertEquals(ofctl(text), ofctl(ours), "we wrote " + ours);
  }

  private static String ofctl(String flow) throws IOException, InterruptedException {
    Process p =
        new ProcessBuilder("ovs-ofctl", "-O", "OpenFlow13", "parse-flow", flow)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(true, p.waitFor(10, TimeUnit.SECONDS));
    assertEquals(0, p.exitValue(), "ovs-ofctl refuses " + flow);
    return out.substring(out.indexOf("ADD"));
  }
}
