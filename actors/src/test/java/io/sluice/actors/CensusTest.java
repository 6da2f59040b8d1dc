package io.sluice.actors;

import static io.sluice.actors.TestSwitch.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.census.ActorView;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.news.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who lives in a switch, as its census has it. */
class CensusTest {
  private static final String PORT = "switch/bridges/br0/gen";

  @TempDir private Path temp;

  private static PortSpec.Common common(String name) {
    return new PortSpec.Common(name, OptionalInt.empty(), new PortSpec.Vlan.All());
  }

  private static PortSpec generator() {
    return new PortSpec.Generator(
        common("gen"),
        64,
        1,
        1000,
        "02:00:00:00:00:01",
        "02:00:00:00:00:02",
        "10.0.0.1",
        "10.0.0.2");
  }

  private static Set<String> paths(Inspection sluice) {
    return sluice.census().all().stream().map(ActorView::path).collect(Collectors.toSet());
  }

  private static void await(BooleanSupplier condition, Object what) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "still " + what);
      Thread.sleep(5);
    }
  }

  @Test
  void shouldKnowEveryActorFromItsStartToItsEnd() throws Exception {
    SwitchSystem sluice = TestSwitch.start(1, temp);
    try {
      get(sluice.addPort("br0", generator()));
      get(sluice.ready());
      assertEquals(
          Set.of(
              "switch",
              "switch/lanes",
              "switch/lanes/0",
              "switch/bridges/br0",
              PORT,
              PORT + "/device",
              PORT + "/device/queue-0"),
          paths(sluice));
      ActorView queue = sluice.census().find(PORT + "/device/queue-0");
      assertEquals("DeviceQueue", queue.kind());
      assertEquals(PORT + "/device", queue.parent());
      assertEquals(OptionalInt.of(0), queue.lane());
      assertEquals("switch", sluice.census().find("switch/bridges/br0").parent());
      await(
          () -> sluice.census().find(PORT + "/device/queue-0").polls() > queue.polls(),
          "no more polls");
      await(() -> sluice.census().find("switch/lanes/0").busyPercent() > 0, "idle");
      get(sluice.delPort("br0", "gen"));
      assertEquals(
          Set.of("switch", "switch/lanes", "switch/lanes/0", "switch/bridges/br0"), paths(sluice));
      assertNull(sluice.census().find(PORT));
      get(sluice.delBridge("br0"));
      assertEquals(Set.of("switch", "switch/lanes", "switch/lanes/0"), paths(sluice));
    } finally {
      TestSwitch.stop(sluice);
    }
  }

  @Test
  void shouldCountMessages() throws Exception {
    SwitchSystem sluice = TestSwitch.start(1, temp);
    try {
      long before = sluice.census().find("switch/bridges/br0").messages();
      for (int i = 0; i < 100; i++) {
        get(sluice.flowsOfLate("br0", FlowMod.all()));
      }
      await(
          () -> sluice.census().find("switch/bridges/br0").messages() >= before + 100,
          "not counted");
      await(() -> sluice.census().find("switch/bridges/br0").mailboxDepth() == 0, "waiting");
    } finally {
      TestSwitch.stop(sluice);
    }
  }

  @Test
  void shouldShowEachKindsOwnState() throws Exception {
    SwitchSystem sluice = TestSwitch.start(1, temp);
    try {
      Path socket = temp.resolve("vh0.sock");
      get(
          sluice.addPort(
              "br0",
              new PortSpec.VhostUser(
                  common("vh0"), PortSpec.Mode.CLIENT, socket, 1, OptionalInt.empty())));
      get(sluice.addPort("br0", generator()));
      get(sluice.ready());
      for (ActorView actor : sluice.census().all()) {
        Record details = get(sluice.census().details(actor.path()).now());
        assertTrue(details.getClass().getName().contains("KindDetails"), details.toString());
      }
      String session = "switch/bridges/br0/vh0/device";
      KindDetails.OfSession first =
          assertInstanceOf(
              KindDetails.OfSession.class, get(sluice.census().details(session).now()));
      assertEquals(socket.toString(), first.session().socket());
      assertEquals("client", first.session().mode());
      await(
          () -> {
            try {
              KindDetails.OfSession now =
                  (KindDetails.OfSession) get(sluice.census().details(session).now());
              return now.session().connectAttempts() > first.session().connectAttempts()
                  && now.session().waitsFor().contains("there is no socket");
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          },
          first);
    } finally {
      TestSwitch.stop(sluice);
    }
  }

  @Test
  void shouldTellWhatHappens() throws Exception {
    SwitchSystem sluice = TestSwitch.start(1, temp);
    try {
      get(sluice.addPort("br0", generator()));
      get(sluice.ready());
      TestSwitch.flows(sluice, "priority=7,actions=drop");
      get(sluice.delPort("br0", "gen"));
      await(() -> kinds(sluice).containsAll(Set.of("config", "link", "generation")), kinds(sluice));
      List<String> texts =
          sluice.news().after(0, 1000).stream()
              .filter(e -> e.path().equals(PORT) && e.kind().equals("config"))
              .map(Event::text)
              .toList();
      assertEquals(List.of("port gen added, number 1, generator", "port gen is gone"), texts);
    } finally {
      TestSwitch.stop(sluice);
    }
  }

  private static Set<String> kinds(Inspection sluice) {
    return sluice.news().after(0, 1000).stream().map(Event::kind).collect(Collectors.toSet());
  }
}
