package io.sluice.flow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowParserTest {
  private final FlowParser parser =
      new FlowParser(name -> name.equals("vh0") ? OptionalInt.of(7) : OptionalInt.empty());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "in_port=1,actions=output:2 | in_port=1 actions=output:2",
        "priority=100,ip,in_port=1,nw_dst=10.253.0.32/27,actions=output:2"
            + " | priority=100,ip,in_port=1,nw_dst=10.253.0.32/27 actions=output:2",
        "priority=0 actions=NORMAL | priority=0 actions=NORMAL",
        "tcp,tcp_flags=+syn-ack,actions=mod_vlan_vid:3,mod_vlan_pcp:2,resubmit(,2),"
            + "set_field:1->tcp_dst,output:3"
            + " | tcp,tcp_flags=+syn-ack"
            + " actions=mod_vlan_vid:3,mod_vlan_pcp:2,resubmit(,2),mod_tp_dst:1,output:3",
        "dl_vlan=0xffff,actions=IN_PORT | vlan_tci=0x0000 actions=IN_PORT",
        "icmp6,icmp_type=135,nd_target=fe80::1,nd_sll=00:00:00:00:00:01,actions=dec_ttl"
            + " | icmp6,icmp_type=135,nd_target=fe80::1,nd_sll=00:00:00:00:00:01 actions=dec_ttl",
        "table=2,arp,arp_spa=1.2.3.4,arp_op=1,arp_sha=00:00:00:00:00:02,priority=3,"
            + "idle_timeout=3,actions=FLOOD,ALL,LOCAL,all,4"
            + " | table=2,idle_timeout=3,priority=3,arp,arp_spa=1.2.3.4,arp_op=1,"
            + "arp_sha=00:00:00:00:00:02 actions=FLOOD,ALL,LOCAL,ALL,output:4",
        "ip6,nw_proto=17,udp_dst=5,dl_src=01:00:00:00:00:00/01:00:00:00:00:00,in_port=LOCAL,"
            + "nw_ttl=3,nw_tos=252,nw_ecn=1,ipv6_label=0x3,actions=drop"
            + " | udp6,in_port=LOCAL,dl_src=01:00:00:00:00:00/01:00:00:00:00:00,"
            + "ipv6_label=0x00003,nw_tos=252,nw_ecn=1,nw_ttl=3,tp_dst=5 actions=drop",
        "vlan_vid=0x1000/0x1000,dl_vlan_pcp=3,actions= | dl_vlan_pcp=3 actions=drop",
        "udp,tp_src=0x8/0xfff8,nw_src=1.2.3.4/255.0.255.0,actions=pop_vlan"
            + " | udp,nw_src=1.0.3.0/255.0.255.0,tp_src=0x8/0xfff8 actions=strip_vlan",
        "in_port=vh0 actions=vh0,output:vh0 | in_port=7 actions=output:7,output:7",
        "ip,nw_frag=not_later,ip_dscp=3,ip_ecn=2,actions=drop"
            + " | ip,nw_tos=12,nw_ecn=2,nw_frag=not_later actions=drop",
        "cookie=0x5,actions=goto_table:3 | cookie=0x5,actions=goto_table:3",
      })
  void shouldReadAndWriteAsOfctlDoes(String text, String written) throws Exception {
    FlowMod flow = parser.parseFlow(text);
    assertEquals(written, FlowFormatter.format(flow));
    assertEquals(flow, parser.parseFlow(written), "what was written reads back as the same");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nw_dts=1.2.3.4,actions=drop | 1 | did you mean 'nw_dst'",
        "ip,nw_dst=1.2.3.444,actions=drop | 11 | not an IPv4 address",
        "in_port=1,actions=outptu:2 | 19 | did you mean 'output'",
        "in_port=1,actions=output:nix | 26 | no port 'nix'",
        "nw_dst=1.2.3.4,actions=drop | 1 | together with ip",
        "tp_src=80,ip,actions=drop | 1 | together with tcp",
        "priority=70000,actions=drop | 10 | at most 65535",
        "in_port=1 | 10 | needs actions",
        "ip,ipv6,actions=drop | 4 | contradicts",
        "dl_src=1,actions=drop | 8 | not an Ethernet address",
        "actions=drop,output:1 | 9 | only action",
        "actions=resubmit(,2 | 17 | not closed",
        "actions=goto_table:2,output:1 | 22 | follow goto_table",
        "ipv6,ipv6_src=fe80:::1,actions=drop | 15 | not an IPv6 address",
        "tcp,tcp_flags=+syn-foo,actions=drop | 19 | no TCP flag 'foo'",
        "priority,actions=drop | 1 | priority needs a value",
        "ip,nw_dst=1.2.3.0/33,actions=drop | 19 | too large",
        "actions=set_field:1->tcp_dts | 22 | did you mean 'tcp_dst'",
        "in_port=1/2,actions=drop | 11 | takes no mask",
      })
  void shouldPointAtWhatIsWrong(String text, int column, String words) {
    FlowSyntaxException e =
        assertThrows(FlowSyntaxException.class, () -> parser.parseFlow(text.strip()));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertEquals(column, e.column(), e.getMessage());
  }

  @Test
  void shouldReadADumpedLineBack() throws Exception {
    FlowMod flow =
        parser.parseFlow(
            "cookie=0x7,table=3,idle_timeout=9,priority=5,udp,in_port=1,tp_dst=53,"
                + "actions=mod_dl_dst:00:00:00:00:00:05,output:2");
    String line =
        FlowFormatter.format(new FlowStats(flow, 10, 640, 1_234_000_000L, 2_000_000_000L));
    assertEquals(
        "cookie=0x7, duration=1.234s, table=3, n_packets=10, n_bytes=640, idle_timeout=9,"
            + " idle_age=2, priority=5,udp,in_port=1,tp_dst=53"
            + " actions=mod_dl_dst:00:00:00:00:00:05,output:2",
        line);
    assertEquals(flow, parser.parseFlow(line));
  }

  @Test
  void shouldSelectByCookieAndTable() throws Exception {
    FlowMod filter = parser.parseFilter("table=2,cookie=0x10/0xf0,ip,out_port=3");
    assertEquals(2, filter.table());
    assertEquals(0x10, filter.cookie());
    assertEquals(0xf0, filter.cookieMask());
    assertEquals(3, filter.outPort());
    assertEquals(FlowMod.ANY_TABLE, parser.parseFilter("").table());
    assertThrows(FlowSyntaxException.class, () -> parser.parseFilter("actions=drop"));
  }

  @Test
  void shouldReadEveryAction() throws Exception {
    List<FlowAction> actions =
        parser
            .parseFlow("ip,actions=push_vlan:0x88a8,mod_nw_tos:16,resubmit:2,resubmit(1,2),IN_PORT")
            .actions();
    assertEquals(
        List.of(
            new FlowAction.PushVlan(0x88a8),
            new FlowAction.SetTos(16, 0xfc),
            new FlowAction.Resubmit(2, -1),
            new FlowAction.Resubmit(1, 2),
            new FlowAction.InPort()),
        actions);
  }

  @Test
  void shouldSurviveAnyText() {
    java.util.Random random = new java.util.Random(42);
    String alphabet = "ipnwdst_=,:/().0123456789-> +actionsoutputresubmit";
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder s = new StringBuilder(i % 2 == 0 ? "ip,actions=" : "");
      for (int n = random.nextInt(30); n > 0; n--) {
        s.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        parser.parseFlow(s.toString());
      } catch (FlowSyntaxException e) {
        assertTrue(e.column() >= 1 && e.column() <= s.length() + 1, s + ": " + e.column());
        refused++;
      }
    }
    assertTrue(refused > 10_000);
  }
}
