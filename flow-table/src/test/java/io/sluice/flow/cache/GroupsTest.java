package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.GroupText;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What groups do to packets, and how they change. */
class GroupsTest {
  private static final byte[] UDP = Packets.v4(17, 0x0a000001, 0x0a000002, 5, 9);

  private final LookupRig rig = new LookupRig();

  private void live(int... down) {
    PortConfig[] ports = new PortConfig[5];
    for (int i = 0; i < ports.length; i++) {
      int ofport = i + 1;
      boolean up = java.util.Arrays.stream(down).noneMatch(d -> d == ofport);
      ports[i] = new PortConfig(ofport, "p" + ofport, new VlanMode.All(), up);
    }
    rig.ports(ports);
  }

  private GroupMod mod(GroupMod.Command command, String text) throws Exception {
    return new GroupText(name -> OptionalInt.empty()).read(command, text);
  }

  private void apply(GroupMod.Command command, String text) throws Exception {
    rig.tables.apply(List.of(mod(command, text)), rig.nowNs);
    rig.install();
  }

  @Test
  void shouldGiveEachBucketThePacketAsItCame() {
    live();
    rig.groups(
        "group_id=1,type=all,bucket=mod_dl_dst:00:00:00:00:00:07,output:2,"
            + "bucket=output:3,bucket=mod_tp_dst:7,output:4");
    rig.flows("udp,actions=group:1,output:5");
    assertEquals(
        "[save:0, set_dl_dst:7, output:2, restore:0, output:3,"
            + " save:0, set_tp_dst:7, output:4, restore:0, output:5]",
        rig.program(UDP, 1));
  }

  @Test
  void shouldFailOverByPortAndByGroup() {
    live();
    rig.groups(
        "group_id=1,type=ff,bucket=watch_port:2,output:2,bucket=watch_group:2,output:3,"
            + "bucket=watch_port:5,output:5",
        "group_id=2,type=select,bucket=watch_port:3,output:3,bucket=watch_port:4,output:4");
    rig.flows("actions=group:1");
    assertEquals("[output:2]", rig.program(UDP, 1));
    live(2);
    assertEquals("[output:3]", rig.program(UDP, 1));
    live(2, 3);
    assertEquals("[output:3]", rig.program(UDP, 1), "group 2 lives on port 4");
    live(2, 3, 4);
    assertEquals("[output:5]", rig.program(UDP, 1));
    live(2, 3, 4, 5);
    assertEquals("drop: NO_BUCKET", rig.program(UDP, 1));
  }

  @Test
  void shouldSelectByWeightAndMoveOnlyTheFlowsOfWhatWent() {
    live();
    rig.groups("group_id=1,type=select,bucket=weight:1,2,bucket=weight:2,3,bucket=weight:3,4");
    rig.flows("ip,actions=group:1");
    int flows = 6000;
    int[] before = new int[flows];
    int[] hits = new int[6];
    for (int i = 0; i < flows; i++) {
      before[i] = out(i);
      hits[before[i]]++;
    }
    for (int port = 2; port <= 4; port++) {
      assertEquals((port - 1) / 6.0, hits[port] / (double) flows, 0.02, "port " + port);
    }
    rig.groups("group_id=1,type=select,bucket=weight:1,2,bucket=weight:2,3");
    for (int i = 0; i < flows; i++) {
      int now = out(i);
      assertTrue(before[i] == 4 ? now != 4 : now == before[i], "flow " + i);
    }
  }

  private int out(int i) {
    return rig.one(Packets.v4(17, 0x0a000001, 0x0a000100 | i >>> 8, i & 255, 9), 1).singleOutput;
  }

  @Test
  void shouldNotCallItselfForEver() {
    live();
    rig.groups("group_id=1,type=indirect,bucket=output:2");
    rig.groups("group_id=2,type=indirect,bucket=group:1");
    rig.groups("group_id=1,type=indirect,bucket=group:2");
    rig.flows("actions=group:1");
    assertEquals("drop: LOOP", rig.program(UDP, 1));
  }

  @Test
  void shouldDeleteTheFlowsOfADeletedGroup() throws Exception {
    live();
    rig.groups("group_id=1,type=indirect,bucket=output:2");
    rig.flows("udp,send_flow_rem,actions=clone(group:1)", "priority=1,actions=output:3");
    assertEquals("[output:2]", rig.program(UDP, 1));
    apply(GroupMod.Command.DELETE, "group_id=1");
    assertEquals("[output:3]", rig.program(UDP, 1));
    assertEquals(1, rig.tables.size());
    assertEquals(1, rig.tables.takeRemoved().size());
    assertEquals(0, rig.tables.takeRemoved().size());
  }

  @Test
  void shouldInsertAndRemoveBuckets() throws Exception {
    live();
    rig.groups("group_id=1,type=all,bucket=bucket_id:5,output:2,bucket=bucket_id:6,output:3");
    rig.flows("actions=group:1");
    apply(GroupMod.Command.INSERT_BUCKET, "group_id=1,command_bucket_id=5,bucket=bucket_id:7,4");
    assertEquals("[output:2, output:4, output:3]", rig.program(UDP, 1));
    apply(GroupMod.Command.REMOVE_BUCKET, "group_id=1,command_bucket_id=first");
    assertEquals("[output:4, output:3]", rig.program(UDP, 1));
    apply(GroupMod.Command.REMOVE_BUCKET, "group_id=1,command_bucket_id=6");
    assertEquals("[output:4]", rig.program(UDP, 1));
  }

  @Test
  void shouldRefuseWhatMakesNoSense() throws Exception {
    live();
    rig.groups("group_id=1,type=indirect,bucket=output:2");
    refused(FlowException.Kind.GROUP_EXISTS, GroupMod.Command.ADD, "group_id=1,type=all");
    refused(FlowException.Kind.UNKNOWN_GROUP, GroupMod.Command.MODIFY, "group_id=2,type=all");
    refused(FlowException.Kind.INVALID_GROUP, GroupMod.Command.ADD, "group_id=2,type=indirect");
    refused(
        FlowException.Kind.INVALID_GROUP,
        GroupMod.Command.ADD,
        "group_id=2,type=ff,bucket=output:1");
    refused(
        FlowException.Kind.GROUP_LOOP, GroupMod.Command.ADD, "group_id=2,type=all,bucket=group:2");
    refused(
        FlowException.Kind.UNKNOWN_BUCKET,
        GroupMod.Command.REMOVE_BUCKET,
        "group_id=1,command_bucket_id=9");
    // All or nothing, in their order.
    List<io.sluice.flow.pipeline.Change> changes =
        List.of(
            mod(GroupMod.Command.ADD, "group_id=3,type=indirect,bucket=output:3"),
            FlowMod.add(
                0,
                7,
                io.sluice.flow.pipeline.Match.ALL,
                List.of(new io.sluice.flow.pipeline.FlowAction.Group(3))),
            mod(GroupMod.Command.ADD, "group_id=1,type=all"));
    assertThrows(FlowException.class, () -> rig.tables.apply(changes));
    assertEquals(0, rig.tables.size());
    rig.tables.apply(changes.subList(0, 2));
    assertEquals(2, rig.tables.dumpGroups(rig.nowNs).size());
  }

  private void refused(FlowException.Kind kind, GroupMod.Command command, String text)
      throws Exception {
    GroupMod mod = mod(command, text);
    FlowException e = assertThrows(FlowException.class, () -> rig.tables.apply(List.of(mod)), text);
    assertEquals(kind, e.kind(), e.getMessage());
  }
}
