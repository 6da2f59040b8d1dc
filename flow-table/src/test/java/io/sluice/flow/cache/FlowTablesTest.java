package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.TableStats;
import io.sluice.flow.text.FlowParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables as their user changes them, and what lanes tell them. */
class FlowTablesTest {
  private static final long SECOND = 1_000_000_000L;

  private final LookupRig rig = new LookupRig().ports(3);

  private static byte[] udp(int destination, int port) {
    return Packets.v4(17, 0x0a000001, destination, 1, port);
  }

  private FlowMod mod(FlowMod.Command command, String text) throws Exception {
    boolean modify = command == FlowMod.Command.MODIFY || command == FlowMod.Command.MODIFY_STRICT;
    FlowMod m =
        modify ? new FlowParser().parseFlow(text) : new FlowParser().parseStrictFilter(text);
    return m.withCommand(command);
  }

  private FlowStats only(String filter) throws Exception {
    List<FlowStats> found = rig.tables.dump(new FlowParser().parseFilter(filter), rig.nowNs);
    assertEquals(1, found.size(), found.toString());
    return found.getFirst();
  }

  @Test
  void shouldCountPacketsAndBytesOverGenerations() throws Exception {
    rig.flows("udp,nw_dst=10.0.0.0/24,actions=output:2", "priority=1,actions=output:3");
    for (int i = 0; i < 100; i++) {
      rig.one(udp(0x0a000000 | i, 9), 1);
      rig.one(udp(0x0b000000 | i, 9), 1);
      if (i % 10 == 0) {
        rig.flows("table=1,tcp,tp_dst=" + i + ",actions=drop"); // another generation
      }
      rig.nowNs += 1_000_000;
      rig.lookup.maintain(rig.nowNs);
    }
    rig.lookup.foldAll(rig.nowNs);
    assertEquals(100, only("udp").packets());
    assertEquals(6400, only("udp").bytes());
    assertEquals(100, only("table=0,cookie=0/0,out_port=3").packets());
  }

  @Test
  void shouldCountEveryTierOnce() throws Exception {
    rig.flows("actions=resubmit(,1)", "table=1,udp,tp_dst=9,actions=output:2");
    for (int n = 0; n < 50; n++) {
      rig.clear();
      for (int i = 0; i < 32; i++) {
        rig.add(udp(i, 9));
      }
      rig.classify(1);
    }
    rig.lookup.foldAll(rig.nowNs);
    assertEquals(1600, only("table=0").packets());
    assertEquals(1600, only("table=1").packets());
    assertEquals(1600, rig.lookup.exactHits() + rig.lookup.megaflowHits() + rig.lookup.slowPath());
    assertEquals(1, rig.lookup.slowPath(), "one megaflow covers all of them");
  }

  /** A table's counters are its flows', those that went and those that began anew too. */
  @Test
  void shouldCountByTable() throws Exception {
    rig.flows("udp,actions=resubmit(,1)", "table=1,actions=output:2", "table=1,tcp,actions=drop");
    for (int i = 0; i < 7; i++) {
      rig.one(udp(i, 9), 1);
    }
    rig.lookup.foldAll(rig.nowNs);
    assertEquals(new TableStats(0, 1, 7), rig.tables.dumpTables().get(0));
    assertEquals(new TableStats(1, 2, 7), rig.tables.dumpTables().get(1));
    assertEquals(new TableStats(2, 0, 0), rig.tables.dumpTables().get(2));
    rig.tables.apply(List.of(mod(FlowMod.Command.MODIFY, "udp,reset_counts,actions=output:1")));
    rig.tables.apply(List.of(mod(FlowMod.Command.DELETE, "table=1")));
    rig.flows("table=3,actions=drop"); // the generation that the lane knows next
    rig.one(udp(1, 9), 1);
    rig.lookup.foldAll(rig.nowNs);
    assertEquals(1, only("udp").packets());
    assertEquals(new TableStats(0, 1, 8), rig.tables.dumpTables().get(0));
    assertEquals(new TableStats(1, 0, 7), rig.tables.dumpTables().get(1));
    assertEquals(PipelineSnapshot.TABLES, rig.tables.dumpTables().size());
  }

  @Test
  void shouldApplyAllOrNothing() {
    rig.flows("udp,actions=output:2");
    long generation = rig.tables.generation();
    PipelineSnapshot before = rig.tables.snapshot();
    FlowException e =
        assertThrows(
            FlowException.class,
            () -> rig.flows("tcp,actions=output:1", "table=5,actions=goto_table:3"));
    assertTrue(e.getMessage().contains("later table"), e.getMessage());
    assertEquals(1, rig.tables.size());
    assertEquals(generation, rig.tables.generation());
    assertSame(before, rig.tables.snapshot());
  }

  @Test
  void shouldReplaceModifyAndDelete() throws Exception {
    rig.flows(
        "priority=5,udp,tp_dst=9,actions=output:2",
        "priority=6,udp,tp_dst=10,actions=output:3",
        "priority=7,tcp,actions=output:3");
    rig.one(udp(1, 9), 1);
    rig.lookup.foldAll(rig.nowNs);
    rig.tables.apply(List.of(mod(FlowMod.Command.MODIFY, "udp,actions=output:1")));
    assertEquals(1, only("udp,tp_dst=9").packets(), "MODIFY keeps counters");
    assertEquals(2, rig.tables.dump(new FlowParser().parseFilter("udp,out_port=1")).size());
    rig.flows(
        "priority=5,udp,tp_dst=9,actions=output:3",
        "priority=6,udp,tp_dst=10,cookie=0x11,actions=output:3");
    assertEquals(0, only("udp,tp_dst=9").packets(), "ADD starts anew");
    rig.tables.apply(List.of(mod(FlowMod.Command.DELETE_STRICT, "priority=4,udp,tp_dst=9")));
    assertEquals(3, rig.tables.size(), "another priority");
    rig.tables.apply(List.of(mod(FlowMod.Command.DELETE, "cookie=0x10/0xf0")));
    assertEquals(2, rig.tables.size());
    rig.tables.apply(List.of(mod(FlowMod.Command.DELETE, "udp")));
    assertEquals(7, only("").flow().priority());
    rig.tables.apply(List.of(mod(FlowMod.Command.MODIFY_STRICT, "priority=9,ip,actions=drop")));
    assertEquals(2, rig.tables.size(), "nothing to modify: added");
    rig.tables.apply(List.of(FlowMod.all()));
    assertEquals(0, rig.tables.size());
  }

  @Test
  void shouldWriteCookiesAsOvsOfctlDoes() throws Exception {
    rig.flows("cookie=5,udp,actions=output:2");
    for (String[] step :
        new String[][] {
          {"cookie=7,udp,actions=output:1", "7"},
          {"cookie=7/-1,udp,actions=output:2", "7"},
          {"cookie=7/-1,cookie=8,udp,actions=output:2", "8"},
          {"cookie=7/-1,cookie=9,udp,actions=output:1", "8"},
          {"udp,actions=output:1", "0"},
        }) {
      rig.tables.apply(List.of(new FlowParser().parseChange("modify " + step[0])));
      assertEquals(step[1], Long.toString(only("udp").flow().cookie()), step[0]);
    }
    rig.tables.apply(List.of(new FlowParser().parseChange("modify cookie=3/-1,tcp,actions=1")));
    assertEquals(1, rig.tables.size(), "no flow of that cookie, and none to add");
  }

  @Test
  void shouldExpireRules() throws Exception {
    rig.flows(
        "udp,tp_dst=1,idle_timeout=10,actions=output:2",
        "udp,tp_dst=2,hard_timeout=15,actions=output:2",
        "udp,tp_dst=3,actions=output:2");
    for (int s = 0; s < 14; s++) {
      rig.nowNs += SECOND;
      if (s < 8) {
        rig.one(udp(1, 1), 1); // in use for 8 s
      }
      rig.lookup.foldAll(rig.nowNs);
      assertEquals(0, rig.tables.expire(rig.nowNs));
    }
    assertEquals(6, only("udp,tp_dst=1").idleAgeNs() / SECOND);
    rig.nowNs += SECOND;
    assertEquals(1, rig.tables.expire(rig.nowNs), "hard");
    rig.nowNs += 4 * SECOND;
    assertEquals(1, rig.tables.expire(rig.nowNs), "idle");
    assertEquals(3, only("").flow().match().value(io.sluice.flow.pipeline.Field.TP_DST));
    rig.install();
    assertEquals(DropCause.NO_RULE, rig.one(udp(1, 1), 1).cause);
  }

  @Test
  void shouldDropLoops() {
    rig.flows("actions=resubmit(,0)");
    assertEquals(DropCause.LOOP, rig.one(udp(1, 1), 1).cause);
    rig.flows("actions=output:2,resubmit(,0),resubmit(,0)");
    assertEquals(DropCause.LOOP, rig.one(udp(1, 1), 1).cause, "and ends soon");
    assertEquals(0, rig.out[0].actions.length);
  }

  @Test
  void shouldNeedHeadsOnlyWhenARuleLooksAtThem() {
    assertEquals(0, rig.lookup.headBytes());
    rig.flows("in_port=1,actions=output:2", "in_port=2,actions=output:1");
    assertEquals(0, rig.lookup.headBytes());
    assertEquals(2, rig.one(new byte[0], 1).singleOutput);
    assertEquals(DropCause.NO_RULE, rig.one(new byte[0], 3).cause);
    rig.flows("in_port=3,actions=mod_dl_src:00:00:00:00:00:01,output:1");
    assertEquals(128, rig.lookup.headBytes(), "it has to be there to be changed");
    rig.flows("ip,nw_dst=1.2.3.4,actions=drop");
    assertEquals(128, rig.lookup.headBytes());
    rig.flows("ipv6,ipv6_dst=::1,actions=drop");
    assertEquals(256, rig.lookup.headBytes());
  }

  @Test
  void shouldAgeUnusedMegaflowsAndStayBounded() {
    // No prefix: all its bits are looked at, whatever the packet.
    rig.flows("udp,nw_dst=0.9.9.9/0.255.255.255,actions=output:2", "priority=0,actions=3");
    for (int i = 0; i < Megaflows.MAX + 5_000; i++) {
      rig.one(udp(i, 9), 1);
    }
    assertEquals(Megaflows.MAX, rig.lookup.megaflowCount());
    walk();
    assertEquals(Megaflows.MAX, rig.lookup.megaflowCount(), "all were used a moment ago");
    rig.nowNs += 11 * SECOND;
    rig.one(udp(77, 9), 1);
    walk();
    assertEquals(1, rig.lookup.megaflowCount());
    assertFalse(rig.one(udp(77, 9), 1).actions.length == 0);
  }

  /** Time for housekeeping to see every megaflow once. */
  private void walk() {
    for (int i = 0; i <= Megaflows.MAX / 64; i++) {
      rig.nowNs += 100_000;
      rig.lookup.maintain(rig.nowNs);
    }
  }
}
