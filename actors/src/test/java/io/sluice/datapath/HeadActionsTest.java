package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.LaneLookup;
import io.sluice.flow.cache.Verdict;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.generator.GeneratorDevice;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeadActionsTest {
  private static final int SLOT = 3;
  private final GeneratorDevice generator =
      new GeneratorDevice(
          200, 1, 0, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.0.0.2");
  private final PacketBurst burst = new PacketBurst();

  @AfterEach
  void close() {
    generator.close();
  }

  /** The steps that the tables make of a rule: push a tag, output, pop it, output. */
  private DatapathAction[] program() throws Exception {
    DatapathAction[] program =
        program("in_port=1,actions=push_vlan:0x8100,output:2,strip_vlan,output:2");
    assertEquals(DatapathAction.PUSH_VLAN, program[0].opcode);
    assertEquals(DatapathAction.POP_VLAN, program[2].opcode);
    return program;
  }

  private DatapathAction[] program(String flow) throws Exception {
    FlowTables tables = new FlowTables();
    tables.setPorts(
        List.of(
            new PortConfig(1, "a", new VlanMode.All()),
            new PortConfig(2, "b", new VlanMode.All())));
    tables.apply(List.of(new FlowParser().parseFlow(flow)));
    LaneLookup lookup = new LaneLookup(0, tables.snapshot(), MacListener.NONE);
    generator.rx().receive(burst, 128, 1);
    Verdict[] v = new Verdict[PacketBurst.MAX];
    lookup.classify(
        burst.heads, burst.headOffset, burst.headLength, burst.length, burst.count, 1, 1, v);
    return v[0].actions;
  }

  private void receiveWithoutHeads() {
    burst.clear();
    generator.rx().receive(burst, 0, 1);
    assertEquals(0, burst.headLength[SLOT]);
  }

  @Test
  void shouldPullUpAndMoveOffloadWithTheTag() throws Exception {
    DatapathAction[] program = program();
    receiveWithoutHeads();
    burst.offload[SLOT] = Offload.pack(Offload.NEEDS_CSUM, 0, 0, 34, 6);
    assertNull(HeadActions.apply(burst, SLOT, program[0]));
    int at = burst.headOffset[SLOT];
    assertEquals(PacketBurst.slotOffset(SLOT) - 4, at);
    assertEquals(204, burst.length[SLOT]);
    assertEquals(132, burst.headLength[SLOT]);
    assertEquals(2, burst.heads[at + 5]);
    assertEquals((byte) 0x81, burst.heads[at + 12]);
    assertEquals(0x08, burst.heads[at + 16]);
    assertEquals(38, Offload.csumStart(burst.offload[SLOT]));
    assertEquals(6, Offload.csumOffset(burst.offload[SLOT]));
    assertNull(HeadActions.apply(burst, SLOT, program[2]));
    assertEquals(PacketBurst.slotOffset(SLOT), burst.headOffset[SLOT]);
    assertEquals(200, burst.length[SLOT]);
    assertEquals(34, Offload.csumStart(burst.offload[SLOT]));
    assertEquals(0x08, burst.heads[burst.headOffset[SLOT] + 12]);
  }

  @Test
  void shouldRefuseATagWhenTheHeadroomIsUsedUp() throws Exception {
    DatapathAction push = program()[0];
    for (int slot : new int[] {0, SLOT}) {
      receiveWithoutHeads();
      for (int tags = 0; tags < PacketBurst.HEADROOM / 4; tags++) {
        assertNull(HeadActions.apply(burst, slot, push));
      }
      assertEquals(slot * PacketBurst.HEAD_STRIDE, burst.headOffset[slot]);
      assertEquals(DropReason.TOO_MANY_TAGS, HeadActions.apply(burst, slot, push));
      assertEquals(slot * PacketBurst.HEAD_STRIDE, burst.headOffset[slot]);
      assertEquals(200 + PacketBurst.HEADROOM, burst.length[slot]);
    }
  }

  /** A clone changes addresses and adds a tag; behind it the packet is the one that came. */
  @Test
  void shouldRestoreWhatACloneChanged() throws Exception {
    DatapathAction[] program =
        program(
            "ip,in_port=1,actions=clone(set_field:9.0.0.0/255.0.0.0->ip_src,push_vlan:0x8100,"
                + "output:2),output:2");
    receiveWithoutHeads();
    burst.offload[SLOT] = Offload.pack(Offload.NEEDS_CSUM, 0, 0, 34, 6);
    SavedHead saved = new SavedHead();
    saved.begin();
    int tagged = 0;
    for (DatapathAction a : program) {
      switch (a.opcode) {
        case DatapathAction.SAVE -> saved.save(burst, SLOT);
        case DatapathAction.RESTORE -> saved.restore(burst, SLOT);
        case DatapathAction.OUTPUT -> {
          int at = burst.headOffset[SLOT];
          boolean tag = (burst.heads[at + 12] & 0xff) == 0x81;
          int ip = at + (tag ? 18 : 14);
          assertEquals(tag ? 9 : 10, burst.heads[ip + 12], "only these bits are set");
          assertEquals(1, burst.heads[ip + 15]);
          assertEquals(0, sum(burst.heads, ip), "the header's checksum");
          assertEquals(tag ? 204 : 200, burst.length[SLOT]);
          assertEquals(tag ? 38 : 34, Offload.csumStart(burst.offload[SLOT]));
          tagged += tag ? 1 : 0;
        }
        default -> assertNull(HeadActions.apply(burst, SLOT, a));
      }
    }
    assertEquals(1, tagged);
    assertEquals(PacketBurst.slotOffset(SLOT), burst.headOffset[SLOT]);
  }

  private static int sum(byte[] b, int at) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += (b[at + i] & 0xff) << 8 | b[at + i + 1] & 0xff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
  }
}
