package io.sluice.flow.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderParser;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.GroupText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same rules and packets here and in Open vSwitch: the same way through the tables. */
class OvsTraceIT {
  private static final long SEED = Long.getLong("sluice.seed", 20261124);
  private static OvsPeer ovs;

  @BeforeAll
  static void start() throws Exception {
    Optional<String> missing = OvsPeer.missing();
    missing.ifPresent(m -> System.out.println("skipped: " + m));
    assumeTrue(missing.isEmpty(), missing::get);
    ovs = OvsPeer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (ovs != null) {
      ovs.close();
    }
  }

  private final FlowTables tables = new FlowTables();

  private void load(List<String> groups, List<String> flows) throws Exception {
    List<PortConfig> ports = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      ports.add(new PortConfig(i, "p" + i, new VlanMode.All()));
    }
    tables.setPorts(ports);
    List<Change> changes = new ArrayList<>();
    tables.apply(List.of(FlowMod.all()), 1);
    ovs.ofctl("del-flows");
    ovs.ofctl("del-groups");
    for (String g : groups) {
      changes.add(new GroupText(n -> OptionalInt.empty()).read(GroupMod.Command.ADD, g));
      ovs.ofctl("add-group", g);
    }
    for (String f : flows) {
      changes.add(new FlowParser().parseFlow(f));
    }
    tables.apply(changes, 1);
    ovs.flows(flows);
  }

  private String ours(String packet) throws Exception {
    Match m = new FlowParser().parseFilter(packet).match();
    return PipelineTrace.trace("br0", tables.snapshot(), List.of(), m, 1);
  }

  private static String line(String trace, String name) {
    Matcher m = Pattern.compile("(?m)^" + name + ": (.*)$").matcher(trace);
    assertTrue(m.find(), trace);
    return m.group(1);
  }

  /** The ports that a packet goes to, in order. */
  private static List<String> outputs(String actions) {
    List<String> ports = new ArrayList<>();
    Matcher m = Pattern.compile("(?<=^|,|\\()\\d+(?=$|,|\\))").matcher(actions);
    while (m.find()) {
      ports.add(m.group());
    }
    return ports;
  }

  private static Match mask(String trace) throws Exception {
    String text = line(trace, "Megaflow").replaceFirst("^recirc_id=0,eth,?", "");
    text = text.replaceAll(",mpls_lse\\d=[^,]*", ""); // labels that no rule can match
    // OVS writes the ports of UDP like those of TCP, and says so in the first word or not at all.
    return new FlowParser().parseMegaflow(text);
  }

  /** Whether ours looks at nothing that OVS does not look at. */
  private static void checkMask(String packet, String ours, String theirs) throws Exception {
    Match a = mask(ours);
    Match b = mask(theirs);
    for (int w = 0; w < FlowKey.WORDS; w++) {
      long more = a.mask(w) & ~b.mask(w);
      assertEquals(0, more, () -> "looks at more for " + packet + "\n" + ours + "\n" + theirs);
    }
  }

  /** Lines that tell of tables, with their rules. */
  private static List<String> visited(String trace) {
    return trace.lines().filter(l -> l.matches(" *\\d+\\. .*")).toList();
  }

  @Test
  void shouldPrintWhatOvsPrints() throws Exception {
    load(
        List.of("group_id=1,type=all,bucket=output:6,bucket=load:7->NXM_NX_REG1[],output:7"),
        List.of(
            "priority=5,ip,actions=resubmit(,1),output:4",
            "table=1,tcp,nw_dst=10.0.0.0/24,actions=load:0x5->NXM_NX_REG0[],output:2,goto_table:2",
            "table=2,cookie=0x77,ip,reg0=5,actions=group:1,output:3",
            "table=2,priority=100,ip,nw_dst=1.0.0.0/8,actions=drop",
            "table=3,ip,actions=output:NXM_NX_REG0[]",
            "priority=7,udp,actions=load:0x8->NXM_NX_REG0[0..15],resubmit(3,3),exit,output:5",
            "priority=8,icmp,actions=write_actions(output:3),goto_table:4",
            "table=4,actions=write_actions(output:4)"));
    for (String packet :
        List.of(
            "in_port=1,tcp,nw_dst=10.0.0.7,nw_ttl=64,tp_dst=80",
            "in_port=1,tcp,nw_dst=1.0.0.7,nw_ttl=64",
            "in_port=4,tcp,nw_dst=10.0.0.9",
            "in_port=1,udp,nw_dst=1.0.0.7,udp_dst=9",
            "in_port=1,icmp,nw_dst=1.0.0.7",
            "in_port=1,arp,arp_op=1",
            "in_port=2,dl_type=0x88cc",
            "in_port=2,ipv6,ipv6_dst=::1")) {
      assertEquals(comparable(ovs.trace(packet)), comparable(ours(packet)), packet);
    }
  }

  /** All but the mask, which is compared bit by bit, and why nothing is sent, which only we say. */
  private static String comparable(String trace) {
    return trace
        .replaceAll("(?m)^Megaflow: .*$", "")
        .replaceAll("actset_output=[^,]*,", "")
        .replaceAll("Datapath actions: drop.*", "Datapath actions: drop")
        .strip();
  }

  @Test
  void shouldGoTheSameWayAndLookAtNoMore() throws Exception {
    Random r = new Random(SEED);
    long ourBits = 0;
    long theirBits = 0;
    for (int round = 0; round < 6; round++) {
      load(List.of(), RandomFlows.flows(r));
      for (int i = 0; i < 50; i++) {
        String packet = RandomFlows.packet(r);
        String a = ours(packet);
        String b = ovs.trace(packet);
        assertEquals(visited(b), visited(a), () -> packet + "\n" + a + "\n" + b);
        assertEquals(
            outputs(line(b, "Datapath actions")), outputs(line(a, "Datapath actions")), packet);
        checkMask(packet, a, b);
        ourBits += bits(mask(a));
        theirBits += bits(mask(b));
      }
    }
    System.out.printf(
        "megaflows of 300 packets: %.1f bits here, %.1f in Open vSwitch%n",
        ourBits / 300.0, theirBits / 300.0);
  }

  @Test
  void shouldTreatLabelsAsOvsDoes() throws Exception {
    load(
        List.of(),
        List.of(
            "ip,actions=push_mpls:0x8847,set_mpls_label(77),resubmit(,1),output:2",
            "ipv6,actions=push_mpls:0x8847,resubmit(,1),output:3",
            "arp,actions=push_mpls:0x8848,output:4",
            "mpls,mpls_label=5,actions=dec_mpls_ttl,push_mpls:0x8847,resubmit(,1),output:5",
            "mpls,mpls_label=6,actions=pop_mpls:0x8847,output:6",
            "mpls,mpls_label=7,actions=pop_mpls:0x0800,output:7",
            "mpls,mpls_label=8,actions=write_actions(output:8,set_mpls_tc(3),dec_mpls_ttl)",
            "mpls,mpls_label=9,actions=push_mpls:0x8847,push_mpls:0x8847,push_mpls:0x8847,output:9",
            "table=1,mpls,mpls_label=77,mpls_tc=4,mpls_ttl=64,actions=output:1",
            "table=1,mpls,mpls_label=2,mpls_tc=0,actions=output:1",
            "table=1,mpls,mpls_label=5,mpls_bos=0,mpls_ttl=8,actions=output:1"));
    for (String packet :
        List.of(
            "in_port=1,tcp,nw_tos=48,nw_ttl=64",
            "in_port=3,tcp,nw_tos=48,nw_ttl=64",
            "in_port=3,udp,nw_ttl=0",
            "in_port=3,tcp6,nw_ttl=64",
            "in_port=3,arp",
            "in_port=3,mpls,mpls_label=5,mpls_bos=1,mpls_ttl=9",
            "in_port=3,mpls,mpls_label=5,mpls_bos=0,mpls_ttl=9",
            "in_port=3,mpls,mpls_label=6,mpls_bos=0,mpls_ttl=9",
            "in_port=3,mpls,mpls_label=7,mpls_bos=1,mpls_ttl=9",
            "in_port=3,mpls,mpls_label=8,mpls_bos=1,mpls_ttl=9",
            "in_port=3,mpls,mpls_label=9,mpls_bos=1,mpls_ttl=9",
            "in_port=3,mpls,mpls_label=10,mpls_bos=1")) {
      String a = ours(packet);
      String b = ovs.trace(packet);
      assertEquals(visited(b), visited(a), () -> packet + "\n" + a + "\n" + b);
      assertEquals(
          outputs(line(b, "Datapath actions")),
          outputs(line(a, "Datapath actions")),
          () -> packet + "\n" + a + "\n" + b);
      checkMask(packet, a, b);
    }
  }

  /** As an Open vSwitch that is told to parse two; one is what it does for old controllers. */
  @Test
  void shouldTreatTwoTagsAsOvsDoes() throws Exception {
    load(
        List.of(),
        List.of(
            "priority=9,dl_vlan=5,ip,nw_dst=5.6.7.8,actions=output:2,pop_vlan,resubmit(,1)",
            "priority=8,dl_vlan=7,dl_type=0x8100,actions=output:9",
            "priority=7,dl_vlan=7,actions=pop_vlan,resubmit(,3)",
            "priority=6,dl_vlan=8,actions=set_field:4099->vlan_vid,resubmit(,2)",
            "priority=5,ip,actions=push_vlan:0x8100,set_field:4102->vlan_vid,resubmit(,1)",
            "table=1,dl_vlan=6,dl_vlan_pcp=1,tcp,actions=output:3,pop_vlan,resubmit(,2)",
            "table=1,dl_vlan=6,udp,actions=output:4",
            "table=2,priority=1,tcp,actions=output:5",
            "table=2,dl_vlan=3,tcp,tp_dst=80,actions=output:6",
            "table=3,dl_vlan=9,actions=pop_vlan,resubmit(,2)"));
    ovs.vlanLimit(2);
    try {
      for (String tags :
          List.of(
              "8100000581002006",
              "8100000581002009",
              "88a8000581002006",
              "8100000788a80009",
              "8100000881000001",
              "81000005",
              "81000007",
              "")) {
        for (String proto : List.of("06", "11")) {
          String frame =
              "ffffffffffff020000000001"
                  + tags
                  + "0800450000280000000040%s000001020304050607080009005000000000000000005002000000000000"
                      .formatted(proto);
          String a = tracedHere(3, HexFormat.of().parseHex(frame));
          String b = ovs.trace("in_port=3 " + frame);
          assertEquals(visited(b), visited(a), () -> frame + "\n" + a + "\n" + b);
          assertEquals(
              outputs(line(b, "Datapath actions")),
              outputs(line(a, "Datapath actions")),
              () -> frame + "\n" + a + "\n" + b);
        }
      }
    } finally {
      ovs.vlanLimit(1);
    }
  }

  private String tracedHere(int inPort, byte[] frame) {
    int length = frame.length;
    long[] key = new long[FlowKey.STRIDE];
    HeaderParser.parse(frame, 0, length, length, inPort, key, 0, HeaderParser.Depth.ALL);
    long[] words = Arrays.copyOf(key, FlowKey.WORDS);
    long[] all = new long[FlowKey.WORDS];
    Arrays.fill(all, -1L);
    Match packet = new Match.Builder().words(words, all).build();
    return PipelineTrace.trace("br0", tables.snapshot(), List.of(), packet, 1);
  }

  private static long bits(Match m) {
    long n = 0;
    for (int w = 0; w < FlowKey.WORDS; w++) {
      n += Long.bitCount(m.mask(w));
    }
    return n;
  }
}
