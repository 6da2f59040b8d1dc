package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.Learned;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.Shortened;
import io.sluice.flow.pipeline.SideEffect;
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
  private final List<SideEffect> told = new ArrayList<>();
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
    lookup.effectsTo(told::add);
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
    for (SideEffect effect : told) {
      switch (effect) {
        case Learned made -> changes += tables.learn(made, nowNs) ? 1 : 0;
        case Shortened shortened -> tables.shorten(shortened);
      }
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

  private static final int FLAGS = 14 + 20 + 13;
  private static final int SYN = 2;
  private static final int FIN = 1;
  private static final int RST = 4;

  private void tcp(int port, int flags) {
    byte[] b = Packets.v4(6, 0x0a000001, 0x0a000002, port, 9);
    b[FLAGS] = (byte) flags;
    int[] length = {b.length};
    lookup.classify(b, new int[1], length, length, 1, 1, nowNs, new Verdict[1]);
    deliver();
  }

  private String timeouts(String filter) throws Exception {
    FlowMod flow = tables.dump(new FlowParser().parseFilter(filter), nowNs).getFirst().flow();
    return flow.idleTimeout() + " " + flow.hardTimeout();
  }

  @Test
  void shouldLowerTimeoutsWhenAConnectionEnds() throws Exception {
    flows(
        "tcp,idle_timeout=60,actions=fin_timeout(idle_timeout=5,hard_timeout=7),output:2",
        "udp,actions=fin_timeout(hard_timeout=5),output:2");
    tcp(1, SYN);
    assertEquals("60 0", timeouts("tcp"));
    long generation = tables.generation();
    tcp(1, FIN | SYN);
    assertEquals("5 7", timeouts("tcp"));
    assertEquals(generation, tables.generation(), "packets go their way as before");
    packet(1, 2, 1);
    assertEquals("0 0", timeouts("udp"));
    nowNs += 6 * SECOND;
    assertEquals(1, tables.expire(nowNs));
  }

  @Test
  void shouldNotRaiseTimeoutsAndSayNothingOfWhatIsLowAlready() throws Exception {
    flows("tcp,idle_timeout=3,hard_timeout=9,actions=fin_timeout(idle_timeout=5,hard_timeout=7)");
    tcp(1, RST);
    assertEquals("3 7", timeouts("tcp"));
    byte[] b = Packets.v4(6, 0x0a000001, 0x0a000002, 2, 9);
    b[FLAGS] = RST;
    int[] length = {b.length};
    lookup.install(tables.snapshot(), nowNs);
    flows("dl_vlan=7,actions=drop"); // verdicts are made anew
    lookup.classify(b, new int[1], length, length, 1, 1, nowNs, new Verdict[1]);
    assertTrue(told.isEmpty());
  }

  @Test
  void shouldGiveARuleThatIsLearnedItsFinTimeouts() throws Exception {
    flows(
        "tcp,actions=learn(table=10,idle_timeout=60,fin_idle_timeout=5,eth_type=0x800,nw_proto=6,"
            + "NXM_OF_TCP_SRC[],output:NXM_OF_IN_PORT[]),resubmit(,10)");
    tcp(1, SYN);
    assertEquals("60 0", timeouts("table=10"));
    tcp(1, FIN);
    assertEquals("5 0", timeouts("table=10"));
  }

  @Test
  void shouldTellWhetherThereWasRoomForTheRule() throws Exception {
    flows(
        "actions=learn(table=10,limit=2,cookie=0x5,result_dst=reg0[3],"
            + "NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]),resubmit(,1)",
        "table=1,reg0=8,actions=output:2",
        "table=1,reg0=0,actions=output:3");
    assertEquals("[output:2]", packet(1, 9, 1));
    assertEquals("[output:2]", packet(2, 9, 1));
    assertEquals("[output:3]", packet(3, 9, 1));
    assertEquals("[output:2]", packet(1, 9, 1), "is there already");
    delete("table=10,dl_dst=02:00:00:00:00:01");
    assertEquals("[output:2]", packet(3, 9, 1), "there is room again");
    assertEquals("[output:3]", packet(1, 9, 1));
  }

  @Test
  void shouldKnowTheRoomWhateverCameFirst() throws Exception {
    flows("table=10,cookie=0x5,dl_vlan=1,actions=drop", "table=10,cookie=0x6,actions=drop");
    String learn = "in_port=%d,actions=learn(table=10,limit=2,cookie=0x5,result_dst=reg0[0],";
    flows(
        learn.formatted(1) + "NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]),output:reg0[0..1]",
        learn.formatted(2) + "NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]),output:reg0[0..1]");
    delete("table=0,in_port=2");
    assertEquals("drop: SAME_PORT", packet(1, 9, 1), "1, where it came from");
    delete("table=10,cookie=0x5/-1,dl_vlan=1");
    packet(2, 9, 1);
    assertEquals("[output:0]", packet(3, 9, 1));
    flows("table=10,cookie=0x7,dl_dst=02:00:00:00:00:01,actions=drop"); // another cookie now
    assertEquals("drop: SAME_PORT", packet(3, 9, 1));
  }
}
