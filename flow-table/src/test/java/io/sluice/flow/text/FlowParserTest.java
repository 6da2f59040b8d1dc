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
        "in_port=ANY,actions=output(2),output:NORMAL | in_port=ANY actions=output:2,NORMAL",
        "in_port=controller,actions=drop | in_port=CONTROLLER actions=drop",
        "in_port=*,eth(),actions=drop | actions=drop",
        "tcp(),eth,actions=drop | tcp actions=drop",
        "ip,actions=set_field:10.0.0.1/8->ip_src,set_field:5->vlan_tci"
            + " | ip actions=set_field:10.0.0.0/255.0.0.0->nw_src,set_field:0x5->vlan_tci",
        "ipv6,actions=set_field:fe80::1/64->ipv6_src"
            + " | ipv6 actions=set_field:fe80::/ffff:ffff:ffff:ffff::->ipv6_src",
        "ip,actions=clone(push_mpls:0x8847),load:1->NXM_OF_IP_SRC[]"
            + " | ip actions=clone(push_mpls:0x8847),load:0x1->NXM_OF_IP_SRC[]",
        "actions=mod_vlan_vid:3,set_field:4->vlan_pcp,mod_nw_src:1.2.3.4,dec_ttl"
            + " | actions=mod_vlan_vid:3,set_field:4->vlan_pcp,mod_nw_src:1.2.3.4,dec_ttl",
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
        "ip,nw_src=ANY,actions=drop | 11 | not an IPv4 address",
        "cookie=0x5/-1,actions=drop | 11 | without a mask",
        "table=254,actions=drop | 7 | at most 253",
        "table=255,actions=drop | 7 | at most 253",
        "actions=output(port=2) | 16 | output(port=PORT,max_len=BYTES)",
        "actions=2,set_field:10.0.0.1->ip_src | 11 | needs a match of ip ",
        "actions=clone(load:1->NXM_OF_IP_SRC[]) | 15 | needs a match of ip ",
        "ip,actions=push_mpls:0x8847,set_field:1.2.3.4->ip_src | 29 | needs a match of ip ",
        "tcp,actions=move:NXM_OF_ARP_SPA[]->NXM_NX_REG0[] | 13 | needs a match of arp ",
        "ip,actions=set_field:::1->ipv6_src | 12 | needs a match of ipv6 ",
        "actions=strip_vlan,set_field:3->vlan_vid | 20 | needs a match of a VLAN tag",
        "icmp6,actions=set_field:fe80::1->nd_target | 15 | needs a match of icmp6,icmp_type=135 or",
        "icmp6,icmp_type=136,actions=load:1->NXM_NX_ND_SLL[] | 29 | needs a match of icmp6,icmp_type=135",
        "icmp6,icmp_type=135,actions=load:1->NXM_NX_ARP_SHA[] | 29 | needs a match of arp ",
        "actions=learn(NXM_OF_IP_SRC[]) | 9 | needs a match of ip ",
        "actions=learn(table=1,ip_dst=1.2.3.4) | 9 | needs a match of ip ",
        "ip,actions=learn(table=1,eth_type=0x800,ip_dst=1.2.3.4,tcp_dst=80) | 12 | needs a match of tcp",
        "ip,actions=learn(table=1,load:NXM_OF_IP_SRC[]->NXM_OF_IP_DST[]) | 12 | needs a match of ip ",
        "actions=2,check_pkt_larger(100)->reg0[0] | 11 | check_pkt_larger is not carried out",
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
    assertEquals(FlowMod.ANY_TABLE, parser.parseFilter("table=255").table());
    assertEquals(FlowMod.ANY_PORT, parser.parseFilter("out_port=ANY").outPort());
    assertThrows(FlowSyntaxException.class, () -> parser.parseFilter("table=254"));
    assertEquals(5, parser.parseStrictFilter("priority=5,ip").priority());
    for (String senseless :
        List.of("priority=5", "idle_timeout=5", "importance=1", "check_overlap")) {
      FlowSyntaxException e =
          assertThrows(FlowSyntaxException.class, () -> parser.parseFilter("ip," + senseless));
      assertEquals(4, e.column());
    }
    for (String flow : List.of("ip,out_port=1,actions=2", "ip,out_group=1,actions=2")) {
      for (String command : List.of("", "add ", "modify ", "modify_strict ")) {
        FlowSyntaxException e =
            assertThrows(FlowSyntaxException.class, () -> parser.parseChange(command + flow));
        assertEquals(command.length() + 4, e.column());
        assertTrue(e.getMessage().contains("is for searching"), e.getMessage());
      }
    }
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ip,actions=3 | ADD table 0 cookie 0/0 [Output[ofport=3, maxLength=0]]",
        "' add	table=1,actions=drop' | ADD table 1 cookie 0/0 []",
        "'add,ip,actions=1' | ADD table 0 cookie 0/0 [Output[ofport=1, maxLength=0]]",
        "modify cookie=5/0xf,ip,actions=1 | MODIFY table -1 cookie 5/15 [Output[ofport=1, maxLength=0]]",
        "modify_strict cookie=5,ip,actions=2 | MODIFY_STRICT table -1 cookie 5/0"
            + " [Output[ofport=2, maxLength=0]]",
        "modify ip,actions=2 | MODIFY table -1 cookie 0/0 [Output[ofport=2, maxLength=0]]",
        "delete | DELETE table -1 cookie 0/0 []",
        "delete table=2,cookie=5 | DELETE table 2 cookie 5/-1 []",
        "'delete_strict priority=3,ip' | DELETE_STRICT table -1 cookie 0/0 []",
      })
  void shouldReadAChangeByItsWord(String line, String change) throws Exception {
    FlowMod mod = parser.parseChange(line);
    assertEquals(
        change,
        "%s table %d cookie %d/%d %s"
            .formatted(mod.command(), mod.table(), mod.cookie(), mod.cookieMask(), mod.actions()));
  }

  @Test
  void shouldSearchByOneCookieAndWriteAnother() throws Exception {
    FlowMod mod = parser.parseChange("modify cookie=1/0xff,cookie=2,actions=1");
    assertEquals(List.of(1L, 0xffL, 2L), List.of(mod.cookie(), mod.cookieMask(), mod.newCookie()));
    assertEquals(0, parser.parseChange("modify actions=1").newCookie());
    assertEquals(
        FlowMod.KEEP_COOKIE, parser.parseChange("modify cookie=1/-1,actions=1").newCookie());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' add ip' | 8 | a flow needs actions",
        "modify ip,actions=nix | 19 | no action or port 'nix'",
        "delete ip actions=drop | 11 | has no actions",
        "Delete ip | 1 | unknown field 'Delete'",
        "add delete ip,actions=drop | 5 | unknown field 'delete'",
        "add cookie=1/2,actions=drop | 13 | without a mask",
      })
  void shouldPointAtWhatIsWrongWithAChange(String line, int column, String words) {
    FlowSyntaxException e = assertThrows(FlowSyntaxException.class, () -> parser.parseChange(line));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertEquals(column, e.column(), e.getMessage());
  }

  @Test
  void shouldKnowWhereAnActionIs() throws Exception {
    String flow = "in_port=1 actions=1, apply_actions(clone(2,3),4),goto_table:7";
    assertEquals(4, parser.parseFlow(flow).actions().size());
    List<Integer> columns = new java.util.ArrayList<>();
    for (int i = 0; i < 5; i++) {
      columns.add(FlowParser.actionColumn(flow, i));
    }
    assertEquals(List.of(19, 36, 47, 50, 50), columns);
    assertEquals(9, FlowParser.actionColumn("actions=", 3));
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
