package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Flows that are more than the exact cache holds, each at a megaflow that many others have too. */
class ManyFlowsTest {
  private static final int FLOWS = 160_000;
  private static final int NETWORKS = 100;
  private static final String WITH_SEED = ", seed " + LookupRig.SEED;

  /** Flow after flow; {@code moved} is the network that has another port. */
  private static void pass(LookupRig rig, int moved) {
    for (int flow = 0; flow < FLOWS; flow += 32) {
      rig.clear();
      for (int i = 0; i < 32; i++) {
        rig.add(packet(flow + i));
      }
      rig.classify(1);
      for (int i = 0; i < 32; i++) {
        int network = (flow + i) % NETWORKS;
        int want = network == moved ? 4 : 2 + network % 2;
        assertEquals(want, rig.out[i].singleOutput, "flow " + (flow + i) + WITH_SEED);
        assertTrue(rig.out[i].live, "a verdict handed out is one that is counted");
      }
    }
  }

  private static byte[] packet(int flow) {
    int host = flow / NETWORKS;
    return Packets.v4(17, 0x0a000001, 0x0afd0000 | flow % NETWORKS << 8 | host & 0xff, 1, host);
  }

  private static String[] rules() {
    String[] rules = new String[NETWORKS + 1];
    for (int n = 0; n < NETWORKS; n++) {
      rules[n] = rule(n, 2 + n % 2);
    }
    // Every address and port makes a flow of its own for the exact cache; no packet is for this.
    rules[NETWORKS] = "priority=9,udp,nw_dst=11.0.0.1,tp_dst=1,actions=drop";
    return rules;
  }

  private static String rule(int network, int port) {
    return "priority=5,udp,nw_dst=10.253.%d.0/24,actions=output:%d".formatted(network, port);
  }

  @Test
  void shouldAnswerFromSignatures() {
    LookupRig rig = new LookupRig().ports(4).flows(rules());
    pass(rig, -1);
    pass(rig, -1);
    long slow = rig.lookup.slowPath();
    assertEquals(NETWORKS, slow, "one for each network" + WITH_SEED);
    long asked = rig.lookup.searched();
    pass(rig, -1);
    assertEquals(slow, rig.lookup.slowPath());
    assertTrue(
        rig.lookup.searched() - asked < FLOWS / 10,
        "megaflows searched: " + (rig.lookup.searched() - asked));
  }

  @Test
  void shouldFollowTheRules() {
    LookupRig rig = new LookupRig().ports(4).flows(rules());
    pass(rig, -1);
    pass(rig, -1);
    rig.flows(rule(7, 4));
    pass(rig, 7);
    rig.flows(rule(7, 3), rule(8, 4));
    pass(rig, 8);
  }

  @Test
  void shouldForgetMegaflowsThatWent() {
    LookupRig rig = new LookupRig().ports(4).flows(rules());
    pass(rig, -1);
    pass(rig, -1);
    rig.lookup.foldAll(rig.nowNs);
    rig.nowNs += 2 * Housekeeping.MEGAFLOW_AGE_NS;
    for (int n = 0; n < 100 && rig.lookup.megaflowCount() > 0; n++) {
      rig.nowNs += 1_000_000;
      rig.lookup.maintain(rig.nowNs);
    }
    assertEquals(0, rig.lookup.megaflowCount());
    pass(rig, -1);
    assertEquals(2 * NETWORKS, rig.lookup.slowPath());
  }
}
