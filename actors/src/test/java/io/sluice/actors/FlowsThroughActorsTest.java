package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestSwitch.NO_SOCKETS;
import static io.sluice.actors.TestSwitch.get;
import static io.sluice.actors.TestSwitch.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.text.FlowParser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real tables, caches and devices under the actors: a generator, and two sinks to choose from. */
class FlowsThroughActorsTest {
  private final List<LookupWork> lanes = new ArrayList<>();
  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    startWith(1);
  }

  private void startWith(int laneCount) throws Exception {
    lanes.clear();
    sluice =
        SwitchSystem.start(
            settings(laneCount, NO_SOCKETS),
            (addresses, pool) -> {
              for (int i = 0; i < laneCount; i++) {
                lanes.add(new LookupWork(i, addresses));
              }
              return List.copyOf(lanes);
            });
    get(sluice.addBridge("br0"));
    get(sluice.addPort("br0", TestPorts.generator(common("gen", 1), 1, 20_000)));
    get(sluice.addPort("br0", new PortSpec.Sink(common("a", 2))));
    get(sluice.addPort("br0", new PortSpec.Sink(common("b", 3))));
    get(sluice.ready());
  }

  @AfterEach
  void stop() throws Exception {
    get(sluice.stop());
  }

  private void addFlow(int hardTimeout, Match match, FlowAction... actions) throws Exception {
    FlowMod flow =
        new FlowMod(
            FlowMod.Command.ADD,
            0,
            100,
            0,
            0,
            match,
            List.of(actions),
            0,
            hardTimeout,
            FlowMod.ANY_PORT);
    get(sluice.applyFlows("br0", List.of(flow)));
  }

  private static Match.Builder fromGenerator() {
    return new Match.Builder().exact(Field.IN_PORT, 1);
  }

  private FlowStats flow(int priority) throws Exception {
    return get(sluice.dumpFlows("br0", FlowMod.all())).stream()
        .filter(stats -> stats.flow().priority() == priority)
        .findFirst()
        .orElseThrow();
  }

  private SwitchState.Port port(String name) {
    try {
      return TestSwitch.port(sluice, name);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not within a minute: " + what);
    }
  }

  @Test
  void shouldFloodAndLearnWithTheFirstFlow() throws Exception {
    await("both sinks get it", () -> port("a").txPackets() > 100 && port("b").txPackets() > 100);
    List<SwitchState.FdbEntry> fdb = get(sluice.fdb("br0"));
    assertEquals(
        List.of(new SwitchState.FdbEntry(1, 0, "02:00:00:00:00:01", fdb.getFirst().ageSeconds())),
        fdb);
    assertTrue(fdb.getFirst().ageSeconds() <= 5, fdb.toString());
  }

  @Test
  void shouldTellTheOtherLaneOnceWhatOneLearned() throws Exception {
    get(sluice.stop());
    startWith(2);
    LookupWork own = lanes.get(port("gen").lanes().getFirst());
    LookupWork other = own == lanes.get(0) ? lanes.get(1) : lanes.get(0);
    await("the other lane hears", () -> other.heard > 0);
    assertEquals(0, own.heard);
    long gen = port("gen").rxPackets();
    await("traffic", () -> port("gen").rxPackets() > gen + 500);
    assertTrue(other.heard < 10, "told for every packet");
    assertEquals(1, get(sluice.fdb("br0")).size(), "one address, known to both");
  }

  @Test
  void shouldTreatTheNextPacketByAFlowThatWasAcknowledged() throws Exception {
    await("traffic", () -> port("b").txPackets() > 100);
    addFlow(0, fromGenerator().build(), new FlowAction.Output(2));
    TestSwitch.awaitLanes(sluice); // the burst before it, if a lane has lost its CPU in that
    long before = port("b").txPackets();
    long a = port("a").txPackets();
    await("traffic", () -> port("a").txPackets() > a + 500);
    assertEquals(before, port("b").txPackets());
  }

  /** A lane's packet makes a rule, the bridge publishes it, and the lane works by it. */
  @Test
  void shouldAddAndUseARuleThatAPacketMade() throws Exception {
    FlowParser parser = new FlowParser();
    get(
        sluice.applyFlows(
            "br0",
            List.of(
                parser.parseFlow(
                    "priority=200,in_port=1,actions=learn(table=1,priority=7,NXM_OF_ETH_SRC[],"
                        + "load:0x1->NXM_NX_REG0[]),resubmit(,1),resubmit(,2)"),
                parser.parseFlow("table=2,reg0=1,actions=output:3"))));
    long before = port("b").txPackets();
    await("packets find what the first one made", () -> port("b").txPackets() > before + 500);
    FlowStats learned = flow(7);
    assertEquals(1, learned.flow().table());
    assertTrue(learned.packets() > 100, learned.toString());
    assertEquals(4, get(sluice.dumpFlows("br0", FlowMod.all())).size());
  }

  @Test
  void shouldCountWhatAFlowMatched() throws Exception {
    addFlow(
        0,
        fromGenerator()
            .exact(Field.DL_TYPE, 0x0800)
            .exact(Field.NW_PROTO, 17)
            .exact(Field.NW_DST, 0x0a000002)
            .build(),
        new FlowAction.Output(3));
    long before = port("b").txPackets();
    await("traffic", () -> port("b").txPackets() > before + 500);
    // Deleted, so that nothing more is counted on either side.
    get(sluice.delPort("br0", "gen"));
    FlowStats stats = flow(100);
    long since = port("b").txPackets() - before;
    assertTrue(stats.packets() >= since, stats.packets() + " < " + since);
    assertEquals(64 * stats.packets(), stats.bytes());
    assertEquals(stats, flow100WithAges(stats));
  }

  /** The same flow asked for again, with the first answer's ages. */
  private FlowStats flow100WithAges(FlowStats first) throws Exception {
    FlowStats again = flow(100);
    return new FlowStats(
        again.flow(), again.packets(), again.bytes(), first.durationNs(), first.idleAgeNs());
  }

  @Test
  void shouldEndAFlowWhoseTimeIsUp() throws Exception {
    await(
        "it is seen before its second is over",
        () -> {
          try {
            addFlow(1, fromGenerator().build());
            return get(sluice.state()).bridges().getFirst().flows() == 2;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    long a = port("a").txPackets();
    await("traffic flows again", () -> port("a").txPackets() > a + 100);
    assertEquals(1, get(sluice.state()).bridges().getFirst().flows());
  }

  @Test
  void shouldNoLongerOutputToAPortThatIsGone() throws Exception {
    get(sluice.delPort("br0", "b"));
    long a = port("a").txPackets();
    await("the others go on", () -> port("a").txPackets() > a + 200);
    assertEquals(2, get(sluice.state()).bridges().getFirst().ports().size());
  }
}
