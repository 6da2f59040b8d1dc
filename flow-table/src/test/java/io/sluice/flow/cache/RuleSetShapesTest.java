package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The shapes of rule sets that switches are measured with, and how many flows the caches hold.
 * Which entries collide is the seed's doing ({@link LookupRig#SEED}), so the seed is fixed and
 * said.
 */
class RuleSetShapesTest {
  private static final int FLOWS = 16_000;
  private static final String WITH_SEED = ", seed " + LookupRig.SEED;

  private static byte[] to(int flow) {
    return Packets.v4(17, 0x0a000001, 0x0afd0000 + flow, 1, 9);
  }

  private static void pass(LookupRig rig, int wantPort) {
    for (int flow = 0; flow < FLOWS; flow += 32) {
      rig.clear();
      for (int i = 0; i < 32; i++) {
        rig.add(to(flow + i));
      }
      rig.classify(1);
      for (int i = 0; i < 32; i++) {
        assertEquals(wantPort, rig.out[i].singleOutput);
      }
    }
  }

  /** The second pass is the exact cache's, but for the few that found both their groups full. */
  private static void checkSecondPass(LookupRig rig) {
    pass(rig, 2); // where entries were replaced, the cache has grown: fill it
    long before = rig.lookup.exactHits();
    pass(rig, 2);
    long slow = rig.lookup.slowPath();
    long hits = rig.lookup.exactHits() - before;
    assertTrue(hits >= FLOWS * 99L / 100, "exact hits: " + hits + WITH_SEED);
    pass(rig, 2);
    assertEquals(slow, rig.lookup.slowPath(), "the rest is the megaflows'" + WITH_SEED);
  }

  @Test
  void shouldShareEntriesOfAPrefix() {
    List<String> flows = new ArrayList<>();
    for (int i = 0; i < 512; i++) {
      flows.add(
          "priority=100,ip,in_port=1,nw_dst=10.253.%d.%d/27,actions=output:2"
              .formatted(i / 8, i % 8 * 32));
    }
    LookupRig rig = new LookupRig().ports(2).flows(flows.toArray(new String[0]));
    pass(rig, 2);
    assertEquals(FLOWS / 32, rig.lookup.slowPath(), "one for each prefix" + WITH_SEED);
    checkSecondPass(rig);
  }

  @Test
  void shouldPreferTheLongestOfManyMasks() {
    List<String> flows = new ArrayList<>();
    for (int bits = 9; bits < 32; bits++) {
      String dst = "nw_dst=10.253.0.0/" + bits;
      flows.add("priority=" + bits * 10 + ",udp,in_port=1," + dst + ",actions=output:2");
      flows.add("priority=" + (bits * 10 + 1) + ",udp,in_port=1," + dst + ",tp_dst=9,actions=2");
    }
    flows.add("priority=400,udp,in_port=1,nw_dst=10.253.62.128/25,actions=output:3");
    flows.add("priority=1,in_port=1,actions=output:2");
    LookupRig rig = new LookupRig().ports(3).flows(flows.toArray(new String[0]));
    assertEquals(3, rig.one(to(62 << 8 | 200), 1).singleOutput);
    pass(rig, 2);
    checkSecondPass(rig);
    // All masks down to /31 are looked at: two flows share a megaflow.
    assertTrue(
        rig.lookup.slowPath() <= FLOWS / 2 + 2, "slow path: " + rig.lookup.slowPath() + WITH_SEED);
  }

  @Test
  void shouldHoldAFlowPerEntryToo() {
    LookupRig rig =
        new LookupRig()
            .ports(2)
            .flows("priority=2,ip,nw_dst=10.9.9.9,actions=drop", "priority=1,actions=output:2");
    pass(rig, 2);
    checkSecondPass(rig);
  }
}
