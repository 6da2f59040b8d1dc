package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.mac.MacTable;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NormalActionTest {
  private static final long SECOND = 1_000_000_000L;

  private static byte[] frame(int destination, int source) {
    byte[] b = Packets.v4(17, 1, 2, 3, 4);
    b[5] = (byte) destination;
    b[11] = (byte) source;
    return b;
  }

  private static LookupRig normal() {
    return new LookupRig().ports(3).flows("priority=0,actions=NORMAL");
  }

  @Test
  void shouldFloodThenForwardToWhereItLearned() {
    LookupRig rig = normal();
    assertEquals("[output:2, output:3]", rig.program(frame(2, 1), 1));
    assertEquals("[output:1]", rig.program(frame(1, 2), 2));
    // The cached flood is looked at again, because the MAC table has changed.
    assertEquals("[output:2]", rig.program(frame(2, 1), 1));
    assertEquals(2, rig.one(frame(2, 1), 1).singleOutput);
  }

  @Test
  void shouldFollowAStationThatMoves() {
    LookupRig rig = normal();
    rig.program(frame(2, 1), 1);
    assertEquals("[output:1]", rig.program(frame(1, 2), 2));
    rig.program(frame(9, 1), 3); // station 1 speaks from port 3 now
    assertEquals("[output:3]", rig.program(frame(1, 2), 2));
  }

  @Test
  void shouldNotSendBackWhereItCameFrom() {
    LookupRig rig = normal();
    rig.program(frame(9, 1), 1);
    Verdict v = rig.one(frame(1, 2), 1);
    assertEquals(DropCause.SAME_PORT, v.cause);
    assertEquals(0, v.actions.length);
  }

  @Test
  void shouldNotForwardReservedMulticast() {
    LookupRig rig = normal();
    byte[] lacp = frame(2, 1);
    System.arraycopy(Packets.hex("0180c2000002"), 0, lacp, 0, 6);
    assertEquals(DropCause.RESERVED_ADDRESS, rig.one(lacp, 1).cause);
    assertTrue(rig.lookup.macSnapshot().isEmpty());
    lacp[5] = 0x10;
    assertEquals("[output:2, output:3]", rig.program(lacp, 1));
  }

  @Test
  void shouldNotLearnMulticastSources() {
    LookupRig rig = normal();
    byte[] b = frame(2, 1);
    b[6] = 3;
    rig.program(b, 1);
    assertTrue(rig.lookup.macSnapshot().isEmpty());
  }

  private static LookupRig vlans() {
    return new LookupRig()
        .ports(
            new PortConfig(1, "a5", new VlanMode.Access(5)),
            new PortConfig(2, "b5", new VlanMode.Access(5)),
            new PortConfig(3, "c6", new VlanMode.Access(6)),
            new PortConfig(4, "trunk", new VlanMode.Trunk(Set.of(5, 7))),
            new PortConfig(5, "all", new VlanMode.All()))
        .flows("priority=0,actions=NORMAL");
  }

  @Test
  void shouldKeepVlansApart() {
    LookupRig rig = vlans();
    // As it is to the access port of the same VLAN first, then tagged.
    assertEquals("[output:2, push_vlan:81000005, output:4, output:5]", rig.program(frame(2, 1), 1));
    assertEquals("[output:5]", rig.program(frame(2, 1), 3).replace("push_vlan:81000006, ", ""));
    byte[] tagged = Packets.tag(frame(2, 9), 0x8100, 0x6005);
    assertEquals("[output:5, pop_vlan:0, output:1, output:2]", rig.program(tagged, 4));
    byte[] foreign = Packets.tag(frame(2, 9), 0x8100, 6);
    assertEquals(DropCause.VLAN_FILTER, rig.one(foreign, 4).cause);
    assertEquals(DropCause.VLAN_FILTER, rig.one(foreign, 1).cause);
    assertEquals(DropCause.VLAN_FILTER, rig.one(frame(2, 9), 4).cause);
  }

  @Test
  void shouldLearnInAVlanOnly() {
    LookupRig rig = vlans();
    rig.program(frame(9, 1), 1); // station 1 in VLAN 5, port 1
    assertEquals("[output:1]", rig.program(frame(1, 2), 2));
    byte[] seven = Packets.tag(frame(1, 3), 0x8100, 7);
    assertEquals("[output:5]", rig.program(seven, 4), "another VLAN does not know it");
    byte[] five = Packets.tag(frame(1, 3), 0x8100, 5);
    assertEquals("[pop_vlan:0, output:1]", rig.program(five, 4));
  }

  @Test
  void shouldPutAnOuterTagBackAsItWas() {
    LookupRig rig = vlans();
    byte[] service = Packets.tag(Packets.tag(frame(0x22, 9), 0x8100, 3), 0x88a8, 5);
    String program = rig.program(service, 5);
    assertEquals("[output:4, pop_vlan:0, output:1, output:2]", program);
  }

  @Test
  void shouldAgeAndRefreshAddresses() {
    LookupRig rig = normal();
    rig.program(frame(2, 1), 1);
    rig.program(frame(1, 2), 2);
    // Station 1 speaks on, from a cached flow; station 2 is silent.
    for (int i = 0; i < 62; i++) {
      rig.nowNs += 5 * SECOND;
      rig.program(frame(2, 1), 1);
      rig.lookup.maintain(rig.nowNs);
    }
    assertEquals(1, rig.lookup.macSnapshot().size());
    assertEquals(1, rig.lookup.macSnapshot().getFirst().ofport());
    assertEquals("02:00:00:00:00:01", rig.lookup.macSnapshot().getFirst().macText());
    assertEquals("[output:2, output:3]", rig.program(frame(2, 1), 1));
  }

  @Test
  void shouldForgetARemovedPort() {
    LookupRig rig = normal();
    rig.program(frame(9, 1), 1);
    assertEquals("[output:1]", rig.program(frame(1, 2), 2));
    rig.lookup.portRemoved(1);
    rig.ports(
        new PortConfig(2, "p2", new VlanMode.All()), new PortConfig(3, "p3", new VlanMode.All()));
    assertEquals("[output:3]", rig.program(frame(1, 2), 2));
  }

  @Test
  void shouldFloodToPortsThatAreUpAlone() {
    for (String flood : List.of("NORMAL", "FLOOD", "ALL")) {
      LookupRig rig =
          new LookupRig()
              .ports(port(1, true), port(2, false), port(3, true))
              .flows("actions=" + flood);
      assertEquals("[output:3]", rig.program(frame(0x33, 1), 1), flood);
      rig.ports(port(1, true), port(2, false), port(3, false));
      assertEquals(DropCause.PORTS_DOWN, rig.one(frame(0x33, 1), 1).cause, flood);
      rig.ports(port(1, true), port(2, true), port(3, true));
      assertEquals("[output:2, output:3]", rig.program(frame(0x33, 1), 1), flood);
      rig.ports(port(1, true));
      assertEquals(DropCause.NO_OTHER_PORT, rig.one(frame(0x33, 1), 1).cause, "there is none");
    }
    LookupRig rig = new LookupRig().ports(port(1, true), port(2, false)).flows("actions=output:2");
    assertEquals("[output:2]", rig.program(frame(0x33, 1), 1), "it is meant, and missed");
  }

  private static PortConfig port(int number, boolean up) {
    return new PortConfig(number, "p" + number, new VlanMode.All(), up);
  }

  @Test
  void shouldHearFromOtherLanes() {
    LookupRig rig = normal();
    Verdict flood = rig.one(frame(0x33, 1), 1);
    assertEquals(2, flood.actions.length);
    rig.lookup.macLearned(0x020000000033L, 0, 3, rig.nowNs);
    assertEquals("[output:3]", rig.program(frame(0x33, 1), 1));
    List<Integer> told = new ArrayList<>();
    LaneLookup other =
        new LaneLookup(1, rig.tables.snapshot(), (mac, vlan, port, now) -> told.add(port));
    rig.clear().add(frame(0x33, 1));
    other.classify(rig.heads, rig.offset, rig.headLength, rig.length, 1, 2, rig.nowNs, rig.out);
    assertEquals(List.of(2), told);
    other.macLearned(0x020000000044L, 0, 3, rig.nowNs);
    assertEquals(List.of(2), told, "what came from another lane is not told again");
  }

  @Test
  void shouldStaySmallUnderAScan() {
    LookupRig rig = normal();
    for (int i = 0; i < 20_000; i++) {
      byte[] b = frame(2, 1);
      Packets.put32(b, 8, i);
      rig.one(b, 1);
    }
    assertEquals(MacTable.MAX_ENTRIES, rig.lookup.macSnapshot().size());
    byte[] last = frame(0, 9);
    System.arraycopy(Packets.hex("0200"), 0, last, 0, 2);
    Packets.put32(last, 2, 19_999);
    assertEquals("[output:1]", rig.program(last, 2), "the newest are kept");
    Packets.put32(last, 2, 5);
    assertEquals("[output:1, output:3]", rig.program(last, 2), "the oldest are gone");
  }

  @Test
  void shouldKeepTheVerdictWhenANewGenerationSaysTheSame() {
    LookupRig rig = new LookupRig().ports(2).flows("ip,nw_dst=10.0.0.0/8,actions=output:2");
    byte[] b = Packets.v4(17, 0x0a000001, 0x0a000002, 1, 2);
    Verdict v = rig.one(b, 1);
    rig.flows("table=3,ip,nw_dst=10.0.0.0/8,actions=drop");
    assertSame(v, rig.one(b, 1));
    long slow = rig.lookup.slowPath();
    rig.one(b, 1);
    assertEquals(slow, rig.lookup.slowPath(), "once a generation");
    rig.flows("ip,nw_dst=10.0.0.0/8,actions=output:1");
    assertNotSame(v, rig.one(b, 2));
    assertEquals("[output:1]", Arrays.toString(rig.out[0].actions));
  }
}
