package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.Learned;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowFormatter;
import io.sluice.flow.text.FlowParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that packets make, from the lane that sees the packet to the tables and back. */
class LearnTest {
  private static final long SECOND = 1_000_000_000L;

  private final FlowTables tables = new FlowTables(EnumSet.of(FlowTables.Ability.LEARN));
  private final LaneLookup lookup = new LaneLookup(0, tables.snapshot(), MacListener.NONE);
  private final List<Learned> told = new ArrayList<>();
  private long nowNs = SECOND;

  private void flows(String... flows) throws Exception {
    List<PortConfig> ports = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      ports.add(new PortConfig(i, "p" + i, new VlanMode.All()));
    }
    tables.setPorts(ports);
    List<FlowMod> mods = new ArrayList<>();
    for (String f : flows) {
      mods.add(new FlowParser().parseFlow(f));
    }
    tables.apply(mods, nowNs);
    lookup.install(tables.snapshot(), nowNs);
    lookup.learnTo(told::add);
  }

  /** What a packet becomes; then what it made is in the tables. */
  private String packet(long source, long destination, int inPort) {
    byte[] b = Packets.v4(17, 0x0a000001, 0x0a000002, 5, 9);
    b[5] = (byte) destination;
    b[11] = (byte) source;
    Verdict[] out = new Verdict[1];
    int[] length = {b.length};
    lookup.classify(b, new int[1], length, length, 1, inPort, nowNs, out);
    deliver();
    return out[0].toString();
  }

  private int deliver() {
    int changes = 0;
    for (Learned l : told) {
      changes += tables.learn(l, nowNs) ? 1 : 0;
    }
    told.clear();
    lookup.install(tables.snapshot(), nowNs);
    return changes;
  }

  private static final String SWITCH =
      "actions=learn(table=10,idle_timeout=5,hard_timeout=60,priority=7,cookie=0x9,"
          + "NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],"
          + "load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15]),resubmit(,10),resubmit(,11)";

  @Test
  void shouldBeALearningSwitch() throws Exception {
    flows(
        SWITCH,
        "table=10,priority=0,actions=load:0->NXM_NX_REG0[0..15]",
        "table=11,reg0=0,actions=FLOOD",
        "table=11,priority=1,actions=output:NXM_NX_REG0[0..15]");
    assertEquals("[output:2, output:3, output:4]", packet(1, 2, 1));
    assertEquals("[output:1]", packet(2, 1, 3));
    assertEquals("[output:3]", packet(1, 2, 1));
    List<String> learned =
        tables.dump(new FlowParser().parseFilter("table=10,cookie=9/-1"), nowNs).stream()
            .map(s -> FlowFormatter.format(s.flow()))
            .toList();
    assertEquals(
        List.of(
            "cookie=0x9,table=10,idle_timeout=5,hard_timeout=60,priority=7,"
                + "vlan_tci=0x0000/0x0fff,dl_dst=02:00:00:00:00:01"
                + " actions=load:0x1->NXM_NX_REG0[0..15]",
            "cookie=0x9,table=10,idle_timeout=5,hard_timeout=60,priority=7,"
                + "vlan_tci=0x0000/0x0fff,dl_dst=02:00:00:00:00:02"
                + " actions=load:0x3->NXM_NX_REG0[0..15]"),
        learned);
    // The station moves.
    packet(1, 2, 4);
    assertEquals("[output:4]", packet(2, 1, 3));
  }

  @Test
  void shouldMakeNoGenerationOfWhatIsThere() throws Exception {
    flows(SWITCH);
    packet(1, 2, 1);
    long generation = tables.generation();
    packet(1, 2, 1);
    assertEquals(generation, tables.generation());
    assertTrue(told.isEmpty());
  }

  /** As long as packets come, though they hit the caches, what they made stays. */
  @Test
  void shouldKeepWhatIsLearnedAgain() throws Exception {
    flows(
        "actions=learn(table=10,hard_timeout=2,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:OXM_OF_IN_PORT[])");
    packet(1, 2, 1);
    packet(1, 2, 1); // the generation that has the rule
    for (int i = 0; i < 50; i++) {
      nowNs += SECOND / 10;
      packet(1, 2, 1);
      lookup.maintain(nowNs);
      assertEquals(0, deliver(), "nothing new");
      assertEquals(0, tables.expire(nowNs), "after " + i);
    }
    nowNs += 3 * SECOND;
    assertEquals(1, tables.expire(nowNs));
  }

  @Test
  void shouldLearnNoMoreThanTheLimit() throws Exception {
    flows("actions=learn(table=10,limit=2,cookie=0x5,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[])");
    for (int i = 1; i < 6; i++) {
      packet(i, 9, 1);
    }
    assertEquals(3, tables.size());
  }

  private static final String DELETES =
      "actions=learn(table=%d,delete_learned,cookie=0x%x,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],"
          + "output:NXM_OF_IN_PORT[]),output:4";

  private List<String> cookiesOf(int table) {
    return tables.dump(FlowMod.all(), nowNs).stream()
        .filter(f -> f.flow().table() == table)
        .map(f -> Long.toHexString(f.flow().cookie()))
        .sorted()
        .toList();
  }

  private void delete(String filter) throws Exception {
    tables.apply(
        List.of(new FlowParser().parseFilter(filter).withCommand(FlowMod.Command.DELETE)), nowNs);
    lookup.install(tables.snapshot(), nowNs);
  }

  /** Table, cookie: what another rule learns too, or what is of another cookie, stays. */
  @Test
  void shouldForgetWhatWasLearnedWithTheLastOfItsLearners() throws Exception {
    flows(
        "in_port=1," + DELETES.formatted(1, 5),
        "in_port=2," + DELETES.formatted(1, 5),
        "in_port=3," + DELETES.formatted(1, 6),
        "table=1,dl_src=02:00:00:00:00:77,cookie=0x5,actions=drop");
    packet(1, 9, 1);
    packet(2, 9, 2);
    packet(3, 9, 3);
    assertEquals(List.of("5", "5", "5", "6"), cookiesOf(1));
    delete("table=0,in_port=1");
    assertEquals(List.of("5", "5", "5", "6"), cookiesOf(1), "one learner is left");
    flows("in_port=2,actions=drop");
    assertEquals(List.of("6"), cookiesOf(1), "replaced is gone; so is what has its cookie");
    delete("table=0");
    assertEquals(List.of(), cookiesOf(1));
  }

  @Test
  void shouldForgetWhatForgottenRulesLearned() throws Exception {
    flows(
        "cookie=0x1,in_port=1," + DELETES.formatted(1, 2),
        "table=1,cookie=0x2,in_port=1," + DELETES.formatted(2, 3),
        "table=2,cookie=0x3,actions=drop");
    delete("table=0");
    assertEquals(0, tables.size());
  }

  @Test
  void shouldNotLearnForARuleThatHasGone() throws Exception {
    flows("in_port=1," + DELETES.formatted(1, 5));
    byte[] b = Packets.v4(17, 0x0a000001, 0x0a000002, 5, 9);
    int[] length = {b.length};
    lookup.classify(b, new int[1], length, length, 1, 1, nowNs, new Verdict[1]);
    assertEquals(1, told.size(), "under way");
    delete("table=0");
    assertEquals(0, deliver());
    assertEquals(0, tables.size());
  }
}
