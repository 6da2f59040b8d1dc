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
    FlowTables tables = new FlowTables();
    tables.setPorts(
        List.of(
            new PortConfig(1, "a", new VlanMode.All()),
            new PortConfig(2, "b", new VlanMode.All())));
    tables.apply(
        List.of(
            new FlowParser()
                .parseFlow("in_port=1,actions=push_vlan:0x8100,output:2,strip_vlan,output:2")));
    LaneLookup lookup = new LaneLookup(0, tables.snapshot(), MacListener.NONE);
    generator.rx().receive(burst, 128, 1);
    Verdict[] v = new Verdict[PacketBurst.MAX];
    lookup.classify(
        burst.heads, burst.headOffset, burst.headLength, burst.length, burst.count, 1, 1, v);
    assertEquals(DatapathAction.PUSH_VLAN, v[0].actions[0].opcode);
    assertEquals(DatapathAction.POP_VLAN, v[0].actions[2].opcode);
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
      assertEquals(DropReason.MALFORMED, HeadActions.apply(burst, slot, push));
      assertEquals(slot * PacketBurst.HEAD_STRIDE, burst.headOffset[slot]);
      assertEquals(200 + PacketBurst.HEADROOM, burst.length[slot]);
    }
  }
}
