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
      })
  void shouldMeanTheSameToOfctl(String text) throws Exception {
    String ours = FlowFormatter.format(new FlowParser().parseFlow(text));
    assertEquals(ofctl(text), ofctl(ours), "we wrote " + ours);
  }

  private static String ofctl(String flow) throws IOException, InterruptedException {
    Process p =
        new ProcessBuilder("ovs-ofctl", "parse-flow", flow)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(true, p.waitFor(10, TimeUnit.SECONDS));
    assertEquals(0, p.exitValue(), "ovs-ofctl refuses " + flow);
    return out.substring(out.indexOf("ADD"));
  }
}
