package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.datapath.RecordingSink.Captured;
import io.sluice.datapath.tap.Selection;
import io.sluice.datapath.tap.Tap;
import io.sluice.datapath.tap.TapClock;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.filter.BurstFilter;
import io.sluice.ring.filter.FilterProgram;
import io.sluice.ring.filter.Filters;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What taps see of the packets of a lane, and that the packets go their way all the same. */
class LaneTapsTest extends LaneRig {
  private static final int ALL = Selection.IN | Selection.OUT | Selection.DROP;

  private final RecordingSink sink = new RecordingSink();
  private final TapClock clock = new TapClock();

  private Tap tap(Selection selection, String expression, int snapLength) {
    FilterProgram program = expression.isEmpty() ? null : Filters.parse(expression);
    return new Tap(
        selection, program == null ? null : Filters.filter(program), snapLength, sink, clock);
  }

  private void watch(Selection selection, String expression) {
    lane.taps().install(List.of(tap(selection, expression, 1 << 16)));
  }

  private List<Captured> at(int point) {
    return sink.records.stream().filter(r -> r.point() == point).toList();
  }

  @Test
  void shouldShowWhatCameInAndWhatWentOutOfIt() throws Exception {
    flows("cookie=0x77,in_port=1,actions=mod_dl_dst:02:00:00:00:00:09,push_vlan:0x8100,output:2");
    Picky two = new Picky(0);
    lane.attach(0, 2, 0, two);
    clock.set(1_000_000_000_000_000_000L - System.nanoTime());
    watch(Selection.everything(ALL), "");
    int n = poll();
    assertEquals(n, at(Selection.IN).size());
    assertEquals(n, at(Selection.OUT).size());
    assertEquals(n, two.frames.size());
    for (int i = 0; i < n; i++) {
      Captured in = at(Selection.IN).get(i);
      Captured out = at(Selection.OUT).get(i);
      assertEquals(1, in.port());
      assertEquals(2, out.port());
      assertEquals(200, in.bytes().length);
      assertEquals(2, in.bytes()[5], "before it was rewritten");
      assertArrayEquals(two.frames.get(i), out.bytes());
      assertTrue(in.rule() && out.rule());
      assertEquals(0x77, in.cookie());
      assertEquals(0x77, out.cookie());
      assertTrue(Math.abs(in.timeNs() - 1_000_000_000_000_000_000L) < 600_000_000_000L);
      assertTrue(in.timeNs() <= out.timeNs());
    }
  }

  /** What a filter said of a packet at one point is not said at another if it has changed. */
  @Test
  void shouldFilterPacketsAsTheyAreAtThatPoint() throws Exception {
    SinkTxQueue two = new SinkTxQueue();
    lane.attach(0, 2, 0, two);
    watch(Selection.everything(ALL), "ether dst 02:00:00:00:00:09");
    flows("in_port=1,actions=mod_dl_dst:02:00:00:00:00:09,output:2");
    int n = poll();
    assertEquals(0, at(Selection.IN).size());
    assertEquals(n, at(Selection.OUT).size());
    sink.records.clear();
    flows("in_port=1,actions=output:2");
    poll();
    assertEquals(0, sink.records.size());
    watch(Selection.everything(ALL), "dst host 10.0.0.3");
    for (int i = 0; i < 5; i++) {
      poll();
      assertEquals(at(Selection.IN).size(), at(Selection.OUT).size());
    }
    assertTrue(!sink.records.isEmpty());
  }

  /** Lets nothing pass, and counts how often it was asked. */
  private static final class Refusing implements BurstFilter {
    int bursts;
    int packets;

    @Override
    public int matching(PacketBurst burst) {
      bursts++;
      return 0;
    }

    @Override
    public boolean matches(PacketBurst burst, int i) {
      packets++;
      return false;
    }

    @Override
    public int reach() {
      return 64;
    }
  }

  @Test
  void shouldAskAFilterOnceOfPacketsThatGoOutAsTheyCameIn() throws Exception {
    Refusing filter = new Refusing();
    Tap tap = new Tap(Selection.everything(ALL), filter, 100, sink, clock);
    lane.attach(0, 2, 0, new SinkTxQueue());
    flows("ip,nw_dst=10.0.0.3,actions=output:3", "priority=0,actions=output:2");
    lane.taps().install(List.of(tap));
    poll();
    assertEquals(1, filter.bursts, "in, out and dropped, as port 3 is not there");
    assertEquals(0, filter.packets);
    LaneDatapath second = new LaneDatapath(1, fabric);
    second.add(0, new Generations(PipelineSnapshot.empty()), MacListener.NONE, now);
    second.attach(0, 3, 0, new SinkTxQueue());
    second.taps().install(List.of(tap));
    lane.taps().install(List.of());
    poll();
    second.maintain(now);
    assertEquals(2, filter.bursts, "from another lane");
    assertEquals(0, filter.packets);
    second.taps().install(List.of());
    lane.taps().install(List.of(tap));
    flows("in_port=1,actions=mod_dl_dst:02:00:00:00:00:09,output:2");
    int n = poll();
    assertEquals(n, filter.packets, "they changed");
  }

  @Test
  void shouldTellWhyAndByWhichRule() throws Exception {
    flows("cookie=0x5,ip,in_port=1,actions=drop", "priority=0,cookie=6,actions=output:2");
    watch(Selection.everything(Selection.DROP), "");
    int n = poll();
    assertEquals(n, sink.records.size());
    for (Captured c : sink.records) {
      assertEquals(Selection.DROP, c.point());
      assertEquals(1, c.port());
      assertEquals(DropReason.RULE_DROP.ordinal(), c.reason());
      assertEquals(5, c.cookie());
    }
    flows("priority=1,in_port=3,actions=drop");
    sink.records.clear();
    n = poll();
    assertEquals(n, sink.records.size());
    assertEquals(DropReason.NO_RULE.ordinal(), sink.records.getFirst().reason());
    assertFalse(sink.records.getFirst().rule(), "there was none");
    flows("in_port=1,actions=output:3");
    sink.records.clear();
    n = poll();
    assertEquals(DropReason.NOT_READY.ordinal(), sink.records.getLast().reason());
    assertEquals(n, sink.records.size());
  }

  @Test
  void shouldKnowOfEachPacketWhetherTheQueueTookIt() throws Exception {
    flows("in_port=1,actions=output:2");
    Picky two = new Picky(3);
    lane.attach(0, 2, 0, two);
    int n = poll();
    List<byte[]> order = List.copyOf(two.frames);
    two.frames.clear();
    two.seen = 0;
    watch(new Selection(Selection.OUT | Selection.DROP, 0, 2, null, false, 0), "");
    long dropped = two.counters().drops(DropReason.MTU);
    assertEquals(n, poll());
    assertEquals(order.size(), two.frames.size());
    assertEquals(n - order.size(), two.counters().drops(DropReason.MTU) - dropped);
    List<Captured> out = at(Selection.OUT);
    assertEquals(two.frames.size(), out.size());
    for (int i = 0; i < out.size(); i++) {
      assertArrayEquals(two.frames.get(i), out.get(i).bytes(), "order");
    }
    List<Captured> drops = at(Selection.DROP);
    assertEquals(n - order.size(), drops.size());
    assertEquals(2, drops.getFirst().port());
    assertEquals(DropReason.MTU.ordinal(), drops.getFirst().reason());
  }

  @Test
  void shouldTransmitInOrderWhateverAFilterWants() throws Exception {
    flows("in_port=1,actions=output:2");
    Picky two = new Picky(0);
    lane.attach(0, 2, 0, two);
    poll();
    List<byte[]> order = List.copyOf(two.frames);
    two.frames.clear();
    // The generator's four flows differ in their destination.
    watch(new Selection(Selection.OUT, 0, 2, null, false, 0), "dst host 10.0.0.3");
    int n = poll();
    assertEquals(n, two.frames.size());
    for (int i = 0; i < n; i++) {
      assertEquals(order.get(i)[33], two.frames.get(i)[33], "destination of frame " + i);
    }
    assertEquals(n / 4, sink.records.size());
    sink.records.forEach(r -> assertEquals(3, r.bytes()[33]));
  }

  @Test
  void shouldFilterWhereTheRulesLookAtNothing() throws Exception {
    flows("in_port=1,actions=output:2");
    lane.attach(0, 2, 0, new SinkTxQueue());
    watch(Selection.everything(Selection.IN), "udp and dst host 10.0.0.2");
    int n = poll();
    assertEquals(n / 4, sink.records.size());
    sink.records.clear();
    // Behind what a head can hold.
    watch(Selection.everything(Selection.IN), "udp[150] = 0 or udp[150] != 0");
    assertEquals(poll(), sink.records.size());
    sink.records.clear();
    watch(Selection.everything(Selection.IN), "ether[199] = 0 and ether[200] = 0");
    poll();
    assertEquals(0, sink.records.size(), "no frame has a byte 200");
  }

  @Test
  void shouldTakeOnlyWhatWasSelected() throws Exception {
    flows(
        "cookie=1,in_port=1,nw_dst=10.0.0.2,ip,actions=output:2",
        "priority=0,cookie=2,actions=drop");
    lane.attach(0, 2, 0, new SinkTxQueue());
    int n = capture(new Selection(Selection.IN, 0, 3, null, false, 0));
    assertEquals(0, sink.records.size(), "another port");
    capture(new Selection(Selection.IN, 1, 1, null, false, 0));
    assertEquals(0, sink.records.size(), "another bridge");
    capture(new Selection(Selection.IN, 0, Selection.ANY, null, true, 1));
    assertEquals(n / 4, sink.records.size(), "one rule");
    capture(new Selection(ALL, 0, Selection.ANY, DropReason.NO_RULE, false, 0));
    assertEquals(0, at(Selection.DROP).size(), "another reason");
    capture(new Selection(Selection.DROP, 0, 1, DropReason.RULE_DROP, true, 2));
    assertEquals(n - n / 4, sink.records.size(), "a rule and a reason");
    capture(new Selection(Selection.DROP, 0, 1, DropReason.RULE_DROP, true, 1));
    assertEquals(0, sink.records.size(), "no drop of that rule");
  }

  private int capture(Selection selection) {
    sink.records.clear();
    watch(selection, "");
    return poll();
  }

  @Test
  void shouldKnowARuleByTheCookieThatItHasNow() throws Exception {
    flows("cookie=1,in_port=1,actions=output:2");
    lane.attach(0, 2, 0, new SinkTxQueue());
    poll();
    flows("cookie=9,in_port=1,actions=output:2");
    capture(new Selection(Selection.IN, 0, Selection.ANY, null, true, 9));
    assertTrue(sink.records.size() > 0);
    capture(new Selection(Selection.IN, 0, Selection.ANY, null, true, 1));
    assertEquals(0, sink.records.size());
  }

  @Test
  void shouldCopyNoMoreThanTheSnapLength() throws Exception {
    flows("in_port=1,actions=output:2");
    Picky two = new Picky(0);
    lane.attach(0, 2, 0, two);
    for (int snap : new int[] {1, 14, 60, 199, 200, 201}) {
      sink.records.clear();
      two.frames.clear();
      lane.taps().install(List.of(tap(Selection.everything(Selection.OUT), "udp", snap)));
      poll();
      assertArrayEquals(
          Arrays.copyOf(two.frames.getFirst(), Math.min(snap, 200)),
          sink.records.getFirst().bytes());
    }
  }

  @Test
  void shouldLoseRecordsAndNoPackets() throws Exception {
    flows("in_port=1,actions=output:2");
    SinkTxQueue two = new SinkTxQueue();
    lane.attach(0, 2, 0, two);
    sink.room = 10;
    watch(Selection.everything(Selection.IN | Selection.OUT), "");
    long n = forward(1000);
    assertEquals(n, two.counters().packets());
    assertEquals(10, sink.records.size());
    assertEquals(2 * n - 10, sink.lost);
  }

  @Test
  void shouldEndBetweenTwoBurstsAndServeSeveral() throws Exception {
    flows("in_port=1,actions=output:2");
    lane.attach(0, 2, 0, new SinkTxQueue());
    RecordingSink other = new RecordingSink();
    Tap one = tap(Selection.everything(Selection.IN), "", 1 << 16);
    Tap two =
        new Tap(
            new Selection(Selection.OUT, 0, 2, null, false, 0), null, 100, other, new TapClock());
    assertFalse(lane.taps().on());
    lane.taps().install(List.of(one, two));
    assertTrue(lane.taps().on());
    int n = poll();
    lane.taps().install(List.of(two));
    n += poll();
    assertEquals(n / 2, sink.records.size());
    assertEquals(n, other.records.size());
    lane.taps().install(List.of());
    assertFalse(lane.taps().on());
    poll();
    assertEquals(n, other.records.size());
  }

  @Test
  void shouldSeeWhatCrossesOnTheLaneThatTransmits() throws Exception {
    flows("in_port=1,actions=output:2");
    LaneDatapath second = new LaneDatapath(1, fabric);
    second.add(0, new Generations(PipelineSnapshot.empty()), MacListener.NONE, now);
    Picky two = new Picky(4);
    second.attach(0, 2, 0, two);
    second
        .taps()
        .install(List.of(tap(Selection.everything(Selection.OUT | Selection.DROP), "udp", 200)));
    int n = poll();
    second.maintain(now);
    assertEquals(two.frames.size(), at(Selection.OUT).size());
    assertEquals(n - two.frames.size(), at(Selection.DROP).size());
    Captured out = at(Selection.OUT).getFirst();
    assertEquals(2, out.port());
    assertFalse(out.rule(), "only the first lane knows, which does not capture");
    // Nobody takes anything out any more.
    watch(Selection.everything(Selection.DROP), "");
    sink.records.clear();
    while (counters.drops(DropReason.EXCHANGE_FULL) == 0) {
      poll();
    }
    assertEquals(counters.drops(DropReason.EXCHANGE_FULL), sink.records.size());
    assertEquals(DropReason.EXCHANGE_FULL.ordinal(), sink.records.getFirst().reason());
    assertEquals(1, sink.records.getFirst().port());
  }

  @Test
  void shouldKnowTheRuleOfWhatAnotherLaneTransmitsOrDrops() throws Exception {
    flows(
        "cookie=5,in_port=1,ip,nw_dst=10.0.0.2,actions=output:2",
        "priority=0,cookie=6,actions=resubmit(,1)",
        "table=1,cookie=7,actions=output:2");
    LaneDatapath second = new LaneDatapath(1, fabric);
    second.add(0, new Generations(PipelineSnapshot.empty()), MacListener.NONE, now);
    second.attach(0, 2, 0, new Picky(2));
    Tap everything = tap(Selection.everything(Selection.OUT | Selection.DROP), "", 200);
    lane.taps().install(List.of(tap(Selection.everything(Selection.OUT), "", 200)));
    second.taps().install(List.of(everything));
    int n = poll();
    second.maintain(now);
    assertEquals(n, sink.records.size());
    assertEquals(n / 4, sink.records.stream().filter(r -> r.cookie() == 5).count());
    assertEquals(3 * n / 4, sink.records.stream().filter(r -> r.cookie() == 7).count());
    assertTrue(!at(Selection.DROP).isEmpty());
    assertTrue(sink.records.stream().allMatch(Captured::rule));
    // A rule that is not the last one.
    sink.records.clear();
    Selection six = new Selection(ALL, 0, Selection.ANY, null, true, 6);
    lane.taps().install(List.of(tap(six, "", 200)));
    second.taps().install(List.of(tap(six, "", 200)));
    poll();
    second.maintain(now);
    assertEquals(3 * n / 4, at(Selection.IN).size());
    assertEquals(3 * n / 4, at(Selection.OUT).size() + at(Selection.DROP).size());
  }

  @Test
  void shouldShowWhatAControllerSends() throws Exception {
    flows("in_port=1,actions=output:2");
    Picky two = new Picky(0);
    lane.attach(0, 2, 0, two);
    poll();
    watch(Selection.everything(ALL), "");
    byte[] frame = new byte[64];
    frame[12] = 8;
    lane.handIn(0, 0xfffd, frame, List.of(new FlowAction.Output(2)), now);
    assertEquals(1, sink.records.size());
    assertEquals(Selection.OUT, sink.records.getFirst().point());
    assertArrayEquals(frame, sink.records.getFirst().bytes());
  }

  /** Takes all packets, or refuses every so-and-so-many-th. */
  private static final class Picky implements TxQueue {
    final List<byte[]> frames = new ArrayList<>();
    int seen;
    private final int refuseEvery;
    private final QueueCounters counters = new QueueCounters();

    Picky(int refuseEvery) {
      this.refuseEvery = refuseEvery;
    }

    @Override
    public int transmit(PacketBurst burst, int[] selected, int count) {
      int sent = 0;
      for (int s = 0; s < count; s++) {
        if (refuseEvery > 0 && ++seen % refuseEvery == 0) {
          counters.drop(DropReason.MTU, burst, selected[s]);
          continue;
        }
        byte[] frame = new byte[burst.length[selected[s]]];
        BurstFrames.copyOut(burst, selected[s], 0, frame, 0, frame.length);
        frames.add(frame);
        sent++;
      }
      return sent;
    }

    @Override
    public void flush() {
      // Nobody is told.
    }

    @Override
    public QueueCounters counters() {
      return counters;
    }
  }
}
