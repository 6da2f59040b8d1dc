package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestSwitch.await;
import static io.sluice.actors.TestSwitch.get;
import static io.sluice.actors.TestSwitch.port;
import static io.sluice.actors.TestSwitch.refused;
import static io.sluice.actors.TestSwitch.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.Match;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.vhost.VirtioFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole tree of actors on two lanes, through its door; the datapath only remembers. */
class SwitchSystemTest {
  private static final long FEATURES = VirtioFeature.VERSION_1 | VirtioFeature.PROTOCOL_FEATURES;

  @TempDir Path dir;
  private final RecordingWork lane0 = new RecordingWork();
  private final RecordingWork lane1 = new RecordingWork();
  private SwitchSystem sluice;

  @BeforeEach
  void start() {
    sluice = SwitchSystem.start(settings(2, dir), (addresses, pool) -> List.of(lane0, lane1));
  }

  @AfterEach
  void stop() throws Exception {
    get(sluice.stop());
  }

  private PortSpec server(String name, OptionalInt ofport) {
    return TestPorts.server(
        new PortSpec.Common(name, ofport, new PortSpec.Vlan.All()), socket(name));
  }

  private Path socket(String name) {
    return dir.resolve(name + ".sock");
  }

  @Test
  void shouldStartABridgeWithNormalOnEveryLane() throws Exception {
    get(sluice.addBridge("br0"));
    List<FlowStats> flows = get(sluice.dumpFlows("br0", FlowMod.all()));
    assertEquals(1, flows.size());
    assertEquals(0, flows.getFirst().flow().priority());
    assertEquals(List.of(new FlowAction.Normal()), flows.getFirst().flow().actions());
    assertTrue(lane0.folds > 0 && lane1.folds > 0, "statistics were not folded");
  }

  @Test
  void shouldAnswerAFlowChangeWhenEveryLaneWorksByIt() throws Exception {
    get(sluice.addBridge("br0"));
    long before = get(sluice.state()).bridges().getFirst().generation();
    get(sluice.applyFlows("br0", List.of(flow(10), flow(20))));
    assertEquals(3, lane0.snapshot(0).ruleCount());
    assertEquals(3, lane1.snapshot(0).ruleCount());
    assertEquals(before + 1, get(sluice.state()).bridges().getFirst().generation());
    assertEquals(before + 1, lane1.snapshot(0).generation());
  }

  private static FlowMod flow(int priority) {
    return FlowMod.add(0, priority, Match.ALL, List.of());
  }

  @Test
  void shouldApplyAllFlowsOrNone() throws Exception {
    get(sluice.addBridge("br0"));
    FlowMod wrong = FlowMod.add(500, 1, Match.ALL, List.of());
    assertTrue(refused(sluice.applyFlows("br0", List.of(flow(10), wrong))).contains("500"));
    assertEquals(1, get(sluice.dumpFlows("br0", FlowMod.all())).size());
    assertEquals(1, lane0.snapshot(0).ruleCount());
  }

  @Test
  void shouldNumberPortsAndShowThem() throws Exception {
    get(sluice.addBridge("br0"));
    assertEquals(1, get(sluice.addPort("br0", server("a", OptionalInt.empty()))));
    assertEquals(7, get(sluice.addPort("br0", server("b", OptionalInt.of(7)))));
    assertEquals(2, get(sluice.addPort("br0", server("c", OptionalInt.empty()))));
    get(sluice.ready());
    SwitchState.Port a = port(sluice, "a");
    assertEquals("vhost-user", a.kind());
    assertEquals("server " + socket("a"), a.detail());
    assertFalse(a.link());
    assertEquals(3, lane1.snapshot(0).portCount());
    assertEquals("b", lane0.snapshot(0).port(7).name());
  }

  @Test
  void shouldRefuseWhatCannotBeAndLeaveNothing() throws Exception {
    assertEquals(
        "no bridge br0; there are none yet; make one with add-br",
        refused(sluice.addPort("br0", server("a", OptionalInt.empty()))));
    get(sluice.addBridge("br0"));
    assertEquals("bridge br0 exists", refused(sluice.addBridge("br0")));
    assertEquals("no bridge br1; did you mean br0?", refused(sluice.applyFlows("br1", List.of())));
    get(sluice.addPort("br0", server("a", OptionalInt.of(3))));
    assertEquals(
        "port a exists on bridge br0; choose another name, or delete it first",
        refused(sluice.addPort("br0", server("a", OptionalInt.empty()))));
    assertEquals(
        "port b: ofport 3 is port a's; the lowest free one is 1",
        refused(sluice.addPort("br0", server("b", OptionalInt.of(3)))));
    assertFalse(Files.exists(socket("b")));
    get(sluice.addPort("br0", server("b", OptionalInt.of(4))));
    assertEquals("no port c on bridge br0; did you mean a?", refused(sluice.delPort("br0", "c")));
  }

  @Test
  void shouldRefuseAPortThatCannotBeOpenedAndLeaveNothing() throws Exception {
    get(sluice.addBridge("br0"));
    PortSpec nowhere = TestPorts.server(common("a", 5), dir.resolve("missing/a.sock"));
    String message = refused(sluice.addPort("br0", nowhere));
    assertTrue(message.startsWith("port a: ") && message.contains("ENOENT"), message);
    assertEquals(List.of(), get(sluice.state()).bridges().getFirst().ports());
    assertEquals(5, get(sluice.addPort("br0", server("a", OptionalInt.of(5)))));
  }

  @Test
  void shouldPutEachGuestOnALaneOfItsOwn() throws Exception {
    get(sluice.addBridge("br0"));
    List<AutoCloseable> guests = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      get(sluice.addPort("br0", server(name, OptionalInt.empty())));
      guests.add(new Guest(socket(name)));
      await(sluice, name, SwitchState.Port::link);
    }
    assertEquals(List.of(0), port(sluice, "a").lanes());
    assertEquals(List.of(1), port(sluice, "b").lanes());
    List<SwitchState.Lane> lanes = get(sluice.state()).lanes();
    assertEquals("a.0", lanes.get(0).queues().getFirst().name());
    assertEquals("b.0", lanes.get(1).queues().getFirst().name());
    for (AutoCloseable guest : guests) {
      guest.close();
    }
  }

  @Test
  void shouldDeleteAPortUnderARunningGuestAndGiveItsNameBack() throws Exception {
    get(sluice.addBridge("br0"));
    get(sluice.addPort("br0", server("a", OptionalInt.empty())));
    lane0.learned.add(new MacEntry(0x020000000001L, 0, 1, System.nanoTime()));
    assertEquals("02:00:00:00:00:01", get(sluice.fdb("br0")).getFirst().mac());
    try (Guest guest = new Guest(socket("a"))) {
      await(sluice, "a", SwitchState.Port::link);
      get(sluice.delPort("br0", "a"));
      guest.frontEnd.awaitClosed();
    }
    assertEquals(0, lane0.pairs.getFirst().running.get());
    assertFalse(Files.exists(socket("a")));
    assertEquals(0, lane0.snapshot(0).portCount());
    assertEquals(List.of(), get(sluice.fdb("br0")));
    assertEquals(1, get(sluice.addPort("br0", server("a", OptionalInt.empty()))));
  }

  @Test
  void shouldDeleteABridgeWithAllItHas() throws Exception {
    get(sluice.addBridge("br0"));
    get(sluice.addPort("br0", server("a", OptionalInt.empty())));
    get(sluice.delBridge("br0"));
    assertEquals(List.of(), get(sluice.state()).bridges());
    assertFalse(Files.exists(socket("a")));
    get(sluice.addBridge("br0"));
    get(sluice.addPort("br0", server("a", OptionalInt.empty())));
  }

  @Test
  void shouldCostOnlyItsOwnPortWhenAGuestMisbehaves() throws Exception {
    get(sluice.addBridge("br0"));
    get(sluice.addPort("br0", server("good", OptionalInt.empty())));
    get(sluice.addPort("br0", server("bad", OptionalInt.empty())));
    try (Guest good = new Guest(socket("good"))) {
      await(sluice, "good", SwitchState.Port::link);
      // Answered behind all that set the rings up, which may start them more than once.
      good.frontEnd.ask(FrontEnd.GET_FEATURES);
      // The lane may still have the last start in its mailbox.
      await(sluice, "good", port -> lane0.pairs.getFirst().running.get() == 2);
      int starts = lane0.pairs.getFirst().starts.get();
      try (Guest bad = new Guest(socket("bad"))) {
        await(sluice, "bad", SwitchState.Port::link);
        lane1.pairs.getFirst().fault.set("a chain that loops");
        bad.frontEnd.awaitClosed();
      }
      SwitchState.Port failed = await(sluice, "bad", port -> port.restarts() == 1);
      assertEquals("a chain that loops", failed.lastFailure());
      assertEquals(0, port(sluice, "good").restarts());
      assertTrue(port(sluice, "good").link());
      int polls = lane0.pairs.getFirst().polls.get();
      await(sluice, "bad", port -> port.status().startsWith("waiting"));
      assertTrue(lane0.pairs.getFirst().polls.get() > polls);
      assertEquals(starts, lane0.pairs.getFirst().starts.get(), "its rings were stopped");
      good.frontEnd.ask(FrontEnd.GET_FEATURES);
    }
  }

  @Test
  void shouldShowThePool() throws Exception {
    SwitchState.Pool pool = get(sluice.state()).pool();
    assertEquals(SwitchSettings.DEFAULT_POOL_CHUNKS, pool.chunks());
    assertEquals(pool.chunks(), pool.free());
  }

  @Test
  void shouldStopWithinTwoSecondsAndCutGuestsOff() throws Exception {
    // The quickest of some: a busy machine makes one late, a wait for something in vain all.
    long tookMs = Long.MAX_VALUE;
    for (int round = 0; round < 10 && tookMs >= 2000; round++) {
      if (round > 0) {
        start();
      }
      get(sluice.addBridge("br0"));
      get(sluice.addPort("br0", server("a", OptionalInt.empty())));
      try (Guest guest = new Guest(socket("a"))) {
        await(sluice, "a", SwitchState.Port::link);
        long start = System.nanoTime();
        get(sluice.stop());
        tookMs = (System.nanoTime() - start) / 1_000_000;
        guest.frontEnd.awaitClosed();
      }
      assertFalse(Files.exists(socket("a")));
    }
    assertTrue(tookMs < 2000, "took " + tookMs + " ms at best");
    // They end a moment after their last actor; so may those of the tests before.
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("sluice-lane"))) {
      assertTrue(System.nanoTime() < deadline, "lanes still run");
      Thread.sleep(10);
    }
  }

  /** A guest with both rings up. */
  private static final class Guest implements AutoCloseable {
    final GuestRam ram = new GuestRam(1 << 20);
    final GuestRing receiving = new GuestRing(ram, 0, 64, 0);
    final GuestRing transmitting = new GuestRing(ram, 1, 64, receiving.end());
    final FrontEnd frontEnd;

    Guest(Path socket) {
      frontEnd = FrontEnd.connect(socket, () -> {});
      frontEnd.negotiate(FEATURES, 0);
      frontEnd.setMemTable(ram);
      frontEnd.startRing(receiving, 0);
      frontEnd.startRing(transmitting, 0);
      frontEnd.enableRing(0, true);
      frontEnd.enableRing(1, true);
    }

    @Override
    public void close() {
      frontEnd.close();
      receiving.close();
      transmitting.close();
      ram.close();
    }
  }
}
