package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.datapath.tap.LaneTaps;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.packet.PacketBurst;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A port with several queue pairs, on one lane and on two that are polled by hand. */
class SpreadTest {
  private static final int FLOWS = 64;
  private final Fabric fabric = new Fabric(2);
  private final LaneDatapath[] lanes = {new LaneDatapath(0, fabric), new LaneDatapath(1, fabric)};
  private final NumberedQueue[] pairs =
      IntStream.range(0, 4).mapToObj(i -> new NumberedQueue(FLOWS)).toArray(NumberedQueue[]::new);
  private final NumberedPackets[] sources = {
    new NumberedPackets(0, FLOWS), new NumberedPackets(0, FLOWS)
  };
  private final PacketBurst burst = new PacketBurst();
  private final QueueCounters counters = new QueueCounters();

  @BeforeEach
  void install() throws Exception {
    install("in_port=1,actions=output:2");
  }

  private void install(String... flows) throws Exception {
    FlowTables tables = new FlowTables();
    tables.setPorts(
        List.of(
            new PortConfig(1, "p1", new VlanMode.All()),
            new PortConfig(2, "p2", new VlanMode.All())));
    for (String flow : flows) {
      tables.apply(List.<FlowMod>of(new FlowParser().parseFlow(flow)));
    }
    for (LaneDatapath lane : lanes) {
      lane.add(0, new Generations(tables.snapshot()), MacListener.NONE, 1);
    }
  }

  @AfterEach
  void close() {
    fabric.close();
  }

  private void send(int lane, int bursts) {
    for (int b = 0; b < bursts; b++) {
      lanes[lane].poll(0, 1, sources[lane], counters, burst, 1);
      while (lanes[1 - lane].held() > 0) {
        lanes[1 - lane].maintain(1);
      }
    }
  }

  private static long total(NumberedQueue... queues) {
    return List.of(queues).stream().mapToLong(q -> q.counters().packets()).sum();
  }

  /** The queue that had packets of a flow; -1 when none had, -2 when several. */
  private int queueOf(int flow) {
    int of = -1;
    for (int p = 0; p < pairs.length; p++) {
      if (pairs[p].last[flow] > 0) {
        of = of == -1 ? p : -2;
      }
    }
    return of;
  }

  @Test
  void shouldKeepEachFlowOnOnePairInOrderAndUseThemAll() {
    for (int p = 0; p < 4; p++) {
      lanes[0].attach(0, 2, p, pairs[p]);
    }
    send(0, 400);
    assertEquals(400 * PacketBurst.MAX, total(pairs));
    for (int flow = 0; flow < FLOWS; flow++) {
      assertTrue(queueOf(flow) >= 0, "flow " + flow);
    }
    for (NumberedQueue pair : pairs) {
      assertEquals(0, pair.disordered);
      assertTrue(pair.counters().packets() > 400 * PacketBurst.MAX / 12, "hardly used");
    }
    assertEquals(0, counters.drops());
  }

  @Test
  void shouldChooseAlikeOnEveryLaneAndReachPairsOfTheOther() {
    lanes[0].attach(0, 2, 0, pairs[0]);
    lanes[1].attach(0, 2, 1, pairs[1]);
    lanes[0].attach(0, 2, 2, pairs[2]);
    send(0, 20);
    int[] first = IntStream.range(0, FLOWS).map(this::queueOf).toArray();
    assertTrue(pairs[1].counters().packets() > 0, "nothing crossed to lane 1");
    for (NumberedQueue pair : pairs) {
      assertEquals(0, pair.disordered);
      pair.forget();
    }
    send(1, 20);
    for (int flow = 0; flow < FLOWS; flow++) {
      assertTrue(first[flow] >= 0);
      assertEquals(first[flow], queueOf(flow), "flow " + flow);
    }
    assertEquals(40 * PacketBurst.MAX, total(pairs));
    assertEquals(0, counters.drops());
  }

  @Test
  void shouldSpreadFromALaneThatHasNoneOfThem() {
    lanes[1].attach(0, 2, 0, pairs[0]);
    lanes[1].attach(0, 2, 1, pairs[1]);
    send(0, 20);
    assertTrue(pairs[0].counters().packets() > 100 && pairs[1].counters().packets() > 100);
    assertEquals(20 * PacketBurst.MAX, total(pairs));
    for (int flow = 0; flow < FLOWS; flow++) {
      assertTrue(queueOf(flow) >= 0, "flow " + flow);
    }
    assertEquals(0, pairs[0].disordered + pairs[1].disordered);
  }

  @Test
  void shouldTakePairsInAndOutBetweenBursts() {
    lanes[0].attach(0, 2, 0, pairs[0]);
    send(0, 10);
    lanes[1].attach(0, 2, 1, pairs[1]);
    send(0, 10);
    long second = pairs[1].counters().packets();
    assertTrue(second > 0);
    lanes[1].detach(0, 2, 1, pairs[1]);
    send(0, 10);
    assertEquals(second, pairs[1].counters().packets(), "a disabled pair took packets");
    lanes[0].detach(0, 2, 0, pairs[0]);
    send(0, 1);
    assertEquals(PacketBurst.MAX, counters.drops(DropReason.NOT_READY));
    lanes[0].attach(0, 2, 1, pairs[1]);
    send(0, 1);
    assertEquals(31 * PacketBurst.MAX, total(pairs));
  }

  @Test
  void shouldGiveWhatIsOnItsWayToAnotherPairWhenItsOwnHasGone() {
    lanes[1].attach(0, 2, 0, pairs[0]);
    lanes[1].attach(0, 2, 1, pairs[1]);
    lanes[0].poll(0, 1, sources[0], counters, burst, 1);
    assertEquals(PacketBurst.MAX, lanes[1].held());
    lanes[1].detach(0, 2, 1, pairs[1]);
    lanes[1].maintain(1);
    assertEquals(PacketBurst.MAX, pairs[0].counters().packets());
    assertEquals(0, lanes[1].held());
  }

  @Test
  void shouldCostNothingWhereThereIsOnePair() {
    FaultGuard guard = new FaultGuard(new LaneTaps(0));
    LanePorts ports = new LanePorts(3, 0, fabric, new Crossing(0, fabric, guard), guard);
    ports.attach(2, 0, pairs[0]);
    assertSame(pairs[0], ports.outputs()[2].queue);
    ports.attach(2, 1, pairs[1]);
    assertNotEquals(pairs[0], ports.outputs()[2].queue);
    ports.detach(2, 0, pairs[0]);
    assertSame(pairs[1], ports.outputs()[2].queue);
  }

  @Test
  void shouldKeepFragmentsTogetherWhateverTheRulesLookAt() throws Exception {
    for (int p = 0; p < 4; p++) {
      lanes[0].attach(0, 2, p, pairs[p]);
    }
    sources[0].fragmentEveryOther = true;
    send(0, 50);
    int[] before = IntStream.range(0, FLOWS).map(this::queueOf).toArray();
    // Now heads are there before the spread asks for them.
    install("in_port=1,actions=output:2", "udp6,ipv6_dst=fe80::/16,tp_dst=53,actions=drop");
    send(0, 50);
    for (int flow = 0; flow < FLOWS; flow++) {
      assertTrue(before[flow] >= 0, "flow " + flow);
      assertEquals(before[flow], queueOf(flow), "flow " + flow);
    }
  }

  @Test
  void shouldForgetThePairsOfABridgeThatLeft() {
    lanes[1].attach(0, 2, 0, pairs[0]);
    lanes[1].remove(0);
    assertEquals(0, fabric.spread(0, 2).size());
    lanes[1].detach(0, 2, 0, pairs[0]);
    send(0, 1);
    assertEquals(PacketBurst.MAX, counters.drops(DropReason.NOT_READY));
  }

  @Test
  void shouldTakeAQueueThatComesBeforeItsBridge() throws Exception {
    LaneDatapath late = new LaneDatapath(0, fabric);
    late.attach(0, 2, 0, pairs[0]);
    lanes[0] = late;
    install();
    send(0, 1);
    assertEquals(PacketBurst.MAX, pairs[0].counters().packets());
  }
}
