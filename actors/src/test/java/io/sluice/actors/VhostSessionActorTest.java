package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.sluice.lane.ControlCpus;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.vhost.SessionReactor;
import io.sluice.ring.vhost.VhostDeviceConfig;
import io.sluice.ring.vhost.VhostSession;
import io.sluice.ring.vhost.VirtioFeature;
import io.sluice.ring.virtqueue.VringConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A port with the real session over a real socket, on real lanes. The rings themselves are
 * stand-ins that read their guest's memory all the time: were it unmapped under one, the JVM would
 * end.
 */
class VhostSessionActorTest {
  private static final long FEATURES = VirtioFeature.VERSION_1 | VirtioFeature.PROTOCOL_FEATURES;

  @TempDir Path dir;
  private Path socket;
  private final ActorTestKit kit =
      ActorTestKit.create(
          "vhost",
          Lanes.config(Lanes.unpinned(2, IdleMode.BACKOFF)).withFallback(ConfigFactory.load()));
  private final SessionReactor reactor = new SessionReactor();
  private final TestProbe<Bridge.Command> bridge = kit.createTestProbe();
  private final ActorRef<LaneManager.Command> lanes =
      kit.spawn(
          LaneManager.create(2, RebalanceSettings.OFF, new ControlCpus(List.of()), new Observed()));
  private final List<Touching> pairs = new CopyOnWriteArrayList<>();
  private final GuestRam ram = new GuestRam(1 << 20);
  private final GuestRing receiving = new GuestRing(ram, 0, 64, 0);
  private final GuestRing transmitting = new GuestRing(ram, 1, 64, receiving.end());
  private ActorRef<Port.Command> port;

  @BeforeEach
  void name() {
    socket = dir.resolve("vh0.sock");
  }

  @AfterEach
  void end() {
    kit.shutdownTestKit();
    reactor.close();
    receiving.close();
    transmitting.close();
    ram.close();
  }

  private void start(PortSpec.Mode mode) {
    VhostDeviceConfig config = VhostDeviceConfig.single();
    VhostSessionActor.Surroundings around =
        new VhostSessionActor.Surroundings(
            "vh0",
            listener ->
                mode == PortSpec.Mode.CLIENT
                    ? VhostSession.client(socket, config, reactor, listener)
                    : VhostSession.server(socket, config, reactor, listener),
            lanes,
            queue -> OptionalInt.empty(),
            (number, lane, backend, session) -> {
              Touching pair = new Touching();
              pairs.add(pair);
              return new VhostSessionActor.VirtqueueFactory.Made(
                  Virtqueue.create(
                      "vh0." + number, pair, PairPolling.GuestRam.of(backend), session),
                  new PortStats.Pair(new QueueCounters(), new QueueCounters()));
            },
            told -> {});
    port =
        kit.spawn(
            Port.create(
                "vh0", reporter -> VhostSessionActor.create(around, reporter), bridge.getRef()));
  }

  private Bridge.PortChanged await(Predicate<Bridge.PortChanged> condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Bridge.PortChanged last = null;
    while (System.nanoTime() < deadline) {
      if (bridge.receiveMessage() instanceof Bridge.PortChanged changed) {
        last = changed;
        if (condition.test(changed)) {
          return changed;
        }
      }
    }
    throw new AssertionError("last state: " + last);
  }

  private void bringUp(FrontEnd guest) {
    guest.negotiate(FEATURES, 0);
    guest.setMemTable(ram);
    guest.startRing(receiving, 0);
    guest.startRing(transmitting, 0);
    guest.enableRing(0, true);
    guest.enableRing(1, true);
  }

  private static void awaitTrue(String what, java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not within a minute: " + what);
      Thread.onSpinWait();
    }
  }

  private static final Runnable NO_PUMP = () -> {};

  @Test
  void shouldRunTheRingsOfAGuestThatConnects() {
    start(PortSpec.Mode.SERVER);
    assertEquals(new Bridge.PortOpened("vh0"), bridge.receiveMessage());
    await(c -> c.state().status().startsWith("waiting"));
    try (FrontEnd guest = FrontEnd.connect(socket, NO_PUMP)) {
      bringUp(guest);
      Bridge.PortChanged up = await(c -> c.state().link());
      assertEquals("connected, 1 queue pair", up.state().status());
      assertEquals(List.of(0), up.state().lanes());
      awaitTrue(
          "both rings run enabled",
          () -> {
            VringConfig rx = pairs.getFirst().configs[0];
            VringConfig tx = pairs.getFirst().configs[1];
            return rx != null && tx != null && rx.enabled() && tx.enabled();
          });
    }
    await(c -> c.state().status().startsWith("waiting"));
    assertEquals(0, pairs.getFirst().running.get(), "a ring was left running");
  }

  @Test
  void shouldStopOnlyTheRingThatIsAskedForAndTellWhereItWas() {
    start(PortSpec.Mode.SERVER);
    await(c -> true);
    try (FrontEnd guest = FrontEnd.connect(socket, NO_PUMP)) {
      bringUp(guest);
      await(c -> c.state().link());
      awaitTrue("two rings run", () -> pairs.getFirst().running.get() == 2);
      pairs.getFirst().workedUntil = 4711;
      assertEquals(4711, guest.stopRing(1));
      assertEquals(1, pairs.getFirst().running.get());
    }
  }

  @Test
  void shouldChangeTheMemoryTableUnderRunningRings() {
    start(PortSpec.Mode.SERVER);
    await(c -> true);
    try (FrontEnd guest = FrontEnd.connect(socket, NO_PUMP)) {
      bringUp(guest);
      await(c -> c.state().link());
      Touching pair = pairs.getFirst();
      for (int i = 0; i < 50; i++) {
        int before = pair.polls.get();
        guest.setMemTable(ram);
        guest.ask(FrontEnd.GET_FEATURES);
        awaitTrue("polled on", () -> pair.running.get() == 2 && pair.polls.get() > before + 1);
      }
      assertTrue(pair.starts.get() >= 100, "the rings did not stop for it");
    }
  }

  @Test
  void shouldConnectWithinFiftyMillisecondsOfTheSocketsReturn() throws Exception {
    start(PortSpec.Mode.CLIENT);
    await(c -> true);
    // The quickest round: a busy machine delays some of them, a long retry interval all.
    long quickest = Long.MAX_VALUE;
    for (int round = 0; round < 5 || round < 50 && quickest > 50; round++) {
      int listening = FrontEnd.listen(socket);
      long there = System.nanoTime();
      try (FrontEnd guest = FrontEnd.accept(listening, NO_PUMP)) {
        quickest = Math.min(quickest, (System.nanoTime() - there) / 1_000_000);
        bringUp(guest);
        await(c -> c.state().link());
      } finally {
        Unistd.close(listening);
        Files.delete(socket);
      }
      Bridge.PortChanged down = await(c -> !c.state().link());
      assertEquals(0, down.restarts(), "a guest that leaves is no failure");
    }
    assertTrue(quickest <= 50, "connected after " + quickest + " ms at best");
  }

  @Test
  void shouldRestartTheDeviceWhenTheGuestBreaksTheRing() {
    start(PortSpec.Mode.SERVER);
    await(c -> true);
    try (FrontEnd guest = FrontEnd.connect(socket, NO_PUMP)) {
      bringUp(guest);
      await(c -> c.state().link());
      pairs.getFirst().fault.set("descriptor 3 points outside the guest's memory");
      guest.awaitClosed();
    }
    Bridge.PortChanged failed = await(c -> c.restarts() == 1);
    assertEquals("descriptor 3 points outside the guest's memory", failed.lastFailure());
    assertFalse(failed.state().link());
    assertEquals(0, pairs.getFirst().running.get());
    await(c -> c.state().status().startsWith("waiting"));
    try (FrontEnd guest = FrontEnd.connect(socket, NO_PUMP)) {
      bringUp(guest);
      assertEquals(1, await(c -> c.state().link()).restarts());
    }
  }

  @Test
  void shouldRestartTheDeviceWhenTheGuestTruncatesItsMemory() {
    start(PortSpec.Mode.SERVER);
    await(c -> true);
    try (FrontEnd guest = FrontEnd.connect(socket, NO_PUMP)) {
      bringUp(guest);
      await(c -> c.state().link());
      ram.truncate();
      guest.awaitClosed();
    }
    Bridge.PortChanged failed = await(c -> c.restarts() == 1);
    assertEquals("the guest's memory was truncated", failed.lastFailure());
  }

  private static void sendIfOpen(FrontEnd guest, int request, byte[] payload) {
    guest.sendRaw(FrontEnd.message(request, FrontEnd.VERSION, payload));
  }

  @Test
  void shouldRestartTheDeviceWhenNoRingRunsToMeetTheTruncatedMemory() {
    start(PortSpec.Mode.SERVER);
    await(c -> true);
    try (FrontEnd guest = FrontEnd.connect(socket, NO_PUMP)) {
      guest.negotiate(FEATURES, 0);
      guest.setMemTable(ram);
      guest.ask(FrontEnd.GET_FEATURES);
      ram.truncate();
      // It may notice at the first of these, and be gone before the last.
      sendIfOpen(
          guest, FrontEnd.SET_VRING_NUM, FrontEnd.state(receiving.index(), receiving.size()));
      sendIfOpen(guest, FrontEnd.SET_VRING_BASE, FrontEnd.state(receiving.index(), 0));
      sendIfOpen(guest, FrontEnd.SET_VRING_ADDR, FrontEnd.ringAddress(receiving));
      guest.awaitClosed();
    }
    assertEquals("the guest's memory was truncated", await(c -> c.restarts() == 1).lastFailure());
  }

  @Test
  void shouldRemoveItsSocketAndCutTheGuestOffWhenItStops() {
    start(PortSpec.Mode.SERVER);
    await(c -> true);
    assertTrue(Files.exists(socket));
    try (FrontEnd guest = FrontEnd.connect(socket, NO_PUMP)) {
      bringUp(guest);
      await(c -> c.state().link());
      kit.stop(port);
      guest.awaitClosed();
    }
    awaitTrue("the socket is removed", () -> !Files.exists(socket));
    assertEquals(0, pairs.getFirst().running.get());
  }

  @Test
  void shouldRefuseASocketThatIsTaken() {
    start(PortSpec.Mode.SERVER);
    await(c -> true);
    TestProbe<Bridge.Command> other = kit.createTestProbe();
    VhostSessionActor.Surroundings around =
        new VhostSessionActor.Surroundings(
            "vh1",
            listener -> VhostSession.server(socket, VhostDeviceConfig.single(), reactor, listener),
            lanes,
            queue -> OptionalInt.empty(),
            (number, lane, backend, session) -> {
              throw new AssertionError("no queue is expected");
            },
            told -> {});
    kit.spawn(
        Port.create("vh1", reporter -> VhostSessionActor.create(around, reporter), other.getRef()));
    Bridge.PortNotOpened refused = other.expectMessageClass(Bridge.PortNotOpened.class);
    assertTrue(refused.why().contains("another process listens there"), refused.why());
    assertTrue(Files.exists(socket), "the owner's socket must stay");
  }
}
