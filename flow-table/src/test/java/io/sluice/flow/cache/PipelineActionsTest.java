package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.text.FlowParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What actions and instructions do to a packet, by the program that they become. */
class PipelineActionsTest {
  private static final byte[] UDP = Packets.v4(17, 0x0a000001, 0x0a000002, 5, 9);

  private final LookupRig rig = new LookupRig().ports(9);

  private String program(String... flows) {
    return rig.flows(flows).program(UDP, 1);
  }

  /** Bits of a field that the last verdict depends on. */
  private long seen(Field field) {
    return field.get(rig.out[0].mask, 0);
  }

  @Test
  void shouldMatchRegistersThatActionsSet() {
    assertEquals(
        "[output:7]",
        program(
            "actions=load:0x5->NXM_NX_REG0[4..7],set_field:0x30/0xf0->reg1,resubmit(,1)",
            "table=1,reg0=0x50,reg1=0x30/0xff,xreg0=0x5000000030,actions=output:7",
            "table=1,priority=1,actions=output:8"));
    assertEquals(0, seen(Field.DL_TYPE), "registers are nothing of the packet");
  }

  @Test
  void shouldEndAPacketThatMakesTooMuchWork() {
    String outputs = String.join(",", java.util.Collections.nCopies(4000, "2"));
    String[] most = {
      "priority=1,actions=resubmit(,1),resubmit(,1)", "table=1,actions=" + outputs,
    };
    assertEquals(8000, program(most).split(",").length, "what Open vSwitch does too");
    assertEquals(
        "drop: LOOP", program("priority=2,actions=resubmit(,1),resubmit(,1),resubmit(,1)"));
    // Nothing for the datapath, but work all the same.
    String notes = String.join(",", java.util.Collections.nCopies(3800, "note:00"));
    String resubmits = String.join(",", java.util.Collections.nCopies(18, "resubmit(,2)"));
    rig.flows("table=2,actions=" + notes);
    assertEquals("drop: LOOP", program("priority=3,actions=" + resubmits + ",output:2"));
    assertEquals("[output:2]", program("priority=4,actions=resubmit(,2),resubmit(,2),output:2"));
  }

  /** Later tables are no loop, however many; going back is counted. */
  @Test
  void shouldGoThroughAllTables() {
    for (String to : new String[] {"goto_table:%d", "resubmit(,%d)"}) {
      for (int table = 0; table < 253; table++) {
        rig.flows("table=" + table + ",actions=" + to.formatted(table + 1));
      }
      assertEquals("[output:2]", program("table=253,actions=2"));
      assertEquals("drop: LOOP", program("table=253,actions=resubmit(,0)"));
    }
  }

  /** A lane that runs out of stack is one that fails; it has twice as much. */
  @Test
  void shouldNeedHalfALanesStackAtMost() throws InterruptedException {
    for (int table = 0; table < 254; table++) {
      rig.flows("table=%d,actions=resubmit(,%d),output:2".formatted(table, (table + 1) % 254));
    }
    String[] program = {"not run"};
    Thread small = new Thread(null, () -> program[0] = program(), "small", 512 << 10);
    small.start();
    small.join();
    assertEquals("drop: LOOP", program[0]);
  }

  /** As Open vSwitch does. */
  @Test
  void shouldMatchAnotherPortInTheTableOfTheResubmitOnly() {
    assertEquals(
        "[output:4, output:3]",
        program(
            "in_port=1,actions=resubmit(3,1)",
            "table=1,in_port=3,actions=resubmit(,2),goto_table:3",
            "table=2,in_port=3,actions=output:2",
            "table=2,in_port=1,actions=output:4",
            "table=3,in_port=3,actions=output:2",
            "table=3,in_port=1,actions=output:3"));
  }

  @Test
  void shouldAnswerPings() {
    byte[] ping = Packets.v4(1, 0x0a000001, 0x0a000002, 0x0800, 0);
    rig.flows(
        "icmp,icmp_type=8,actions=move:NXM_OF_IP_SRC[]->NXM_OF_IP_DST[],set_field:10.0.0.2->ip_src,"
            + "set_field:0->icmp_type,load:3->NXM_OF_ICMP_CODE[],resubmit(,1)",
        "table=1,icmp,icmp_type=0,icmp_code=3,actions=in_port");
    assertEquals(
        "[set_nw_dst:a000001, set_nw_src:a000002, set_icmp_type:0, set_icmp_code:3, output:1]",
        rig.program(ping, 1));
  }

  @Test
  void shouldAnswerNeighbours() {
    byte[] advert =
        Packets.hex(
            "020000000002 020000000001 86dd 60000000 0020 3aff"
                + "fe800000000000000000000000000001 fe800000000000000000000000000002"
                + "88000000 00000000 fe800000000000000000000000000003 0201020000000001");
    rig.flows(
        "icmp6,icmp_type=136,icmp_code=0,actions=set_field:fe80::9->nd_target,"
            + "load:0x7->NXM_NX_ND_TLL[0..7],resubmit(,1)",
        "table=1,icmp6,icmp_type=136,nd_target=fe80::9,nd_tll=02:00:00:00:00:07,actions=output:3",
        "table=1,priority=1,actions=output:4");
    assertEquals(
        "[set_nd_target:fe80000000000000:9, set_nd_tll:7, output:3]", rig.program(advert, 1));
    advert[55] = 1; // another code
    rig.flows("priority=1,icmp6,actions=output:5");
    assertEquals("[output:5]", rig.program(advert, 1));
  }

  /** As Open vSwitch does. */
  @Test
  void shouldMatchThePortThatWasWritten() {
    assertEquals(
        "[output:3, output:1]",
        program(
            "in_port=1,actions=load:2->NXM_OF_IN_PORT[],output:2,resubmit(,1)",
            "table=1,in_port=2,actions=output:3,output:1"));
  }

  @Test
  void shouldLookAtWhatAMoveReads() {
    assertEquals(
        "[output:2]",
        program(
            "ip,actions=move:NXM_OF_IP_DST[0..7]->NXM_NX_REG2[8..15],resubmit(,1)",
            "table=1,reg2=0x200,actions=output:NXM_NX_REG2[8..15]"));
    assertEquals(0xff, seen(Field.NW_DST));
    assertEquals(0, seen(Field.NW_SRC));
    assertEquals("[output:2]", rig.program(Packets.v4(17, 1, 0x0a000002, 5, 9), 3));
  }

  @Test
  void shouldTakeWhatItWroteForKnown() {
    assertEquals(
        "[set_nw_dst:1020304, output:3]",
        program(
            "ip,actions=set_field:1.2.3.4->ip_dst,resubmit(,1)",
            "table=1,ip,nw_dst=1.2.3.4,actions=output:3"));
    assertEquals(0, seen(Field.NW_DST), "whatever it was, it is 1.2.3.4 now");
  }

  @Test
  void shouldSetPartsOfAField() {
    rig.flows("ip,actions=set_field:9.0.0.0/255.0.0.0->ip_src,set_field:2/3->nw_ttl,output:2");
    DatapathAction[] actions = rig.one(UDP, 1).actions;
    assertEquals(DatapathAction.SET_NW_SRC, actions[0].opcode);
    assertEquals(0x09000000, actions[0].value);
    assertEquals(0xff000000L, actions[0].mask);
    assertTrue(actions[0].partial());
    assertEquals(3, actions[1].mask);
  }

  @Test
  void shouldPushAndPop() {
    assertEquals(
        "[output:6]",
        program(
            "actions=load:6->NXM_NX_REG0[],push:NXM_NX_REG0[],load:7->NXM_NX_REG0[],"
                + "pop:NXM_NX_REG1[],output:NXM_NX_REG1[]"));
  }

  /** As to a number that is written: back to where it came from goes only what says in_port. */
  @Test
  void shouldNotOutputToTheInputPortByAComputedNumber() {
    for (String action :
        List.of(
            "output:NXM_OF_IN_PORT[]",
            "load:1->NXM_NX_REG1[],output:NXM_NX_REG1[]",
            "load:0x1ff->NXM_NX_REG1[],output:NXM_NX_REG1[8..15]")) {
      assertEquals("drop: SAME_PORT", program("actions=" + action), action);
    }
    assertEquals("[output:1]", program("actions=load:0xfff8->NXM_NX_REG1[],output:NXM_NX_REG1[]"));
    assertEquals("[output:2]", program("actions=load:2->NXM_NX_REG1[],output:NXM_NX_REG1[]"));
  }

  @Test
  void shouldRunTheActionSetInItsOrderAtTheEnd() {
    assertEquals(
        "[dec_ttl:0, set_dl_src:1, output:2]",
        program(
            "ip,actions=write_actions(output:3,set_field:00:00:00:00:00:01->eth_src),goto_table:1",
            "table=1,ip,actions=write_actions(output:2,dec_ttl)"));
    assertEquals(
        "[output:4]",
        program(
            "priority=40000,ip,actions=write_actions(output:3),write_metadata:0x7,goto_table:2",
            "table=2,metadata=0x7,actions=clear_actions,write_actions(output:4)"));
  }

  @Test
  void shouldPreferTheGroupOfAnActionSet() throws Exception {
    rig.groups("group_id=1,type=indirect,bucket=output:5");
    assertEquals("[output:5]", program("actions=write_actions(output:3,group:1)"));
  }

  @Test
  void shouldStopAtExitButRunTheActionSet() {
    assertEquals(
        "[output:2, output:4]",
        program(
            "actions=write_actions(output:4),resubmit(,1),output:3",
            "table=1,actions=output:2,exit,output:5"));
  }

  @Test
  void shouldGoOnBehindACloneAsBefore() {
    assertEquals(
        "[save:0, set_dl_dst:9, output:2, restore:0, output:3]",
        program(
            "actions=clone(set_field:00:00:00:00:00:09->eth_dst,load:1->NXM_NX_REG0[],output:2),"
                + "resubmit(,1)",
            "table=1,reg0=0,dl_dst=02:00:00:00:00:02,actions=output:3"));
    // Nothing is changed on the wire, or nothing comes behind: nothing is kept.
    assertEquals(
        "[output:2, output:3]", program("actions=clone(load:1->NXM_NX_REG0[],output:2),output:3"));
    assertEquals(
        "[output:3, set_dl_dst:9, output:2]",
        program("actions=output:3,clone(mod_dl_dst:00:00:00:00:00:09,output:2)"));
    assertEquals(
        "[save:0, push_vlan:81000005, output:2, restore:0, output:3]",
        program("actions=clone(push_vlan:0x8100,set_field:4101->vlan_vid,output:2),output:3"));
  }

  @Test
  void shouldCountEveryRuleOnTheWay() throws Exception {
    rig.groups("group_id=7,type=all,bucket=output:2,bucket=output:3");
    rig.flows("actions=resubmit(,1)", "table=1,actions=group:7", "table=2,actions=drop");
    for (int i = 0; i < 10; i++) {
      rig.one(UDP, 1);
    }
    rig.lookup.foldAll(rig.nowNs);
    List<Long> counts =
        rig.tables.dump(FlowMod.all(), rig.nowNs).stream().map(s -> s.packets()).toList();
    assertEquals(List.of(10L, 10L, 0L), counts);
    var group = rig.tables.dumpGroups(rig.nowNs).getFirst();
    assertEquals(10, group.packets());
    assertEquals(List.of(10L, 10L), group.bucketPackets());
    assertEquals(1, group.references());
  }

  @Test
  void shouldFindConjunctions() {
    rig.flows(
        "priority=10,ip,nw_dst=10.0.0.2,actions=conjunction(5,1/2)",
        "priority=10,ip,nw_dst=10.0.0.3,actions=conjunction(5,1/2)",
        "priority=10,udp,tp_dst=9,actions=conjunction(5,2/2)",
        "priority=10,conj_id=5,ip,actions=output:4",
        "priority=11,udp,tp_dst=10,actions=output:5",
        "priority=1,actions=output:3");
    assertEquals("[output:4]", rig.program(UDP, 1));
    assertEquals("[output:3]", rig.program(Packets.v4(17, 1, 0x0a000004, 5, 9), 1));
    assertEquals("[output:3]", rig.program(Packets.v4(17, 1, 0x0a000003, 5, 8), 1));
    assertEquals("[output:4]", rig.program(Packets.v4(17, 1, 0x0a000003, 5, 9), 1));
    assertEquals("[output:5]", rig.program(Packets.v4(17, 1, 0x0a000003, 5, 10), 1));
  }

  @Test
  void shouldSpreadOverLinksAndKeepThem() {
    rig.flows(
        "ip,actions=multipath(symmetric_l3l4,50,hrw,4,0,NXM_NX_REG0[]),resubmit(,1)",
        "table=1,reg0=0,actions=output:2",
        "table=1,reg0=1,actions=output:3",
        "table=1,reg0=2,actions=output:4",
        "table=1,reg0=3,actions=output:5");
    int[] hits = new int[9];
    for (int i = 0; i < 400; i++) {
      int out = rig.one(Packets.v4(6, i, 0x0a000000, i, 9), 1).singleOutput;
      int back = rig.one(Packets.v4(6, 0x0a000000, i, 9, i), 1).singleOutput;
      assertEquals(out, back, "symmetric");
      hits[out]++;
    }
    for (int port = 2; port <= 5; port++) {
      assertTrue(hits[port] > 60, "port " + port + ": " + hits[port]);
    }
  }

  @Test
  void shouldKeepTheResubmitsPortForMatchingOnly() {
    assertEquals(
        "[output:1, output:4]",
        program("in_port=1,actions=resubmit(4,1),output:4", "table=1,in_port=4,actions=IN_PORT,1"));
  }

  @Test
  void shouldMatchMplsLabels() {
    byte[] frame = Packets.hex("020000000002 020000000001 8847 00005b40 00007f40 4500");
    rig.flows("mpls,mpls_label=5,mpls_tc=5,mpls_bos=1,actions=2", "priority=1,actions=3");
    assertEquals("[output:2]", rig.program(frame, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "actions=controller:100",
        "actions=learn(table=1,NXM_OF_ETH_SRC[])", // the rig claims no ability
        "actions=meter:1,output:2",
        "actions=group:99",
        "actions=clone(group:99)",
        "actions=write_actions(exit)",
        "actions=load:0->OXM_OF_ETH_TYPE[]",
        "ip,actions=conjunction(1,1/2),output:1",
        "actions=move:NXM_NX_REG0[]->NXM_OF_IN_PORT[]",
        "table=3,actions=goto_table:3",
      })
  void shouldRefuseWhatItWouldNotDo(String flow) throws Exception {
    FlowMod mod = new FlowParser().parseFlow(flow);
    long before = rig.tables.generation();
    FlowException e = assertThrows(FlowException.class, () -> rig.tables.apply(List.of(mod)));
    assertTrue(e.getMessage().length() > 10, e.getMessage());
    assertEquals(before, rig.tables.generation());
  }

  /** Since OpenFlow 1.1 a match must promise what the actions need; 1.0 has them do nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "actions=dec_ttl",
        "arp,actions=mod_nw_src:1.2.3.4",
        "ip,actions=mod_tp_src:1",
        "actions=strip_vlan",
      })
  void shouldAskForWhatActionsNeed(String flow) throws Exception {
    FlowMod mod = new FlowParser().parseFlow(flow);
    rig.tables.apply(List.of(mod));
    FlowMod later = mod.withFlags(java.util.Set.of(FlowMod.Flag.OPENFLOW_1_2));
    FlowException e = assertThrows(FlowException.class, () -> rig.tables.apply(List.of(later)));
    assertEquals(FlowException.Kind.MATCH_INCONSISTENT, e.kind(), e.getMessage());
  }

  @Test
  void shouldExecuteActionsOfAPacketThatIsHandedIn() {
    rig.flows("udp,tp_dst=9,actions=mod_dl_dst:00:00:00:00:00:05,IN_PORT");
    List<io.sluice.flow.pipeline.FlowAction> table =
        List.of(
            new io.sluice.flow.pipeline.FlowAction.Output(
                io.sluice.flow.pipeline.FlowAction.PORT_TABLE),
            new io.sluice.flow.pipeline.FlowAction.Output(3));
    Verdict v = rig.lookup.execute(UDP, 0, UDP.length, UDP.length, 4, table, rig.nowNs);
    assertEquals("[set_dl_dst:5, output:4, output:3]", v.toString());
    assertEquals(0, rig.lookup.megaflowCount());
  }

  @Test
  void shouldShowWhatTheCachesHold() {
    rig.flows("udp,actions=output:2", "priority=1,actions=drop");
    for (int i = 0; i < 3; i++) {
      rig.one(UDP, 1);
    }
    rig.lookup.foldAll(rig.nowNs);
    rig.one(Packets.v4(6, 1, 2, 3, 4), 1);
    LookupView view = rig.lookup.view(10, rig.nowNs + 5);
    assertEquals(2, view.megaflowCount());
    assertEquals(2, view.slowPath());
    assertEquals(2, view.exactHits());
    assertEquals(1, view.masks().size());
    LookupView.Megaflow m = view.megaflows().getFirst();
    assertEquals(3, m.packets());
    assertEquals(192, m.bytes());
    assertEquals(5, m.idleNs());
    assertEquals(1, rig.lookup.view(1, rig.nowNs).megaflows().size());
  }
}
