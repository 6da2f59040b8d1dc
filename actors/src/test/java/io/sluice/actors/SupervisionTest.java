package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestPorts.server;
import static io.sluice.actors.TestSwitch.awaitRings;
import static io.sluice.actors.TestSwitch.flows;
import static io.sluice.actors.TestSwitch.get;
import static io.sluice.actors.TestSwitch.port;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.census.ActorView;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guest breaks its ring, again and again, on the only lane of a real switch, while two others
 * send to each other: it costs itself alone.
 */
class SupervisionTest {
  private static final int FAILURES = 4;

  @TempDir Path dir;
  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    sluice = TestSwitch.start(1, dir);
  }

  @AfterEach
  void stop() throws Exception {
    TestSwitch.stop(sluice);
  }

  private Path listen(String name, int ofport) throws Exception {
    Path socket = dir.resolve(name + ".sock");
    get(sluice.addPort("br0", server(common(name, ofport), socket)));
    return socket;
  }

  private NumberedGuest a;
  private NumberedGuest b;

  /** Traffic between the good guests, until a condition on the bad one's port holds. */
  private void traffic(String what, Predicate<SwitchState.Port> until) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    SwitchState.Port bad;
    do {
      for (int i = 0; i < 100; i++) {
        while (a.sent - b.received < NumberedGuest.RING && a.send()) {
          // On.
        }
        b.receive();
        assertEquals("", b.disorder, what);
      }
      bad = port(sluice, "bad");
      assertTrue(
          System.nanoTime() < deadline,
          what + ": " + a.sent + " sent, " + b.received + " received, " + get(sluice.state()));
    } while (!until.test(bad));
  }

  /** Who failed, who did not, and what the good guests' rings are like. */
  private void assertCensus() throws Exception {
    ActorView bad = sluice.census().find("switch/bridges/br0/bad/device");
    assertEquals(FAILURES, bad.failures(), bad.toString());
    assertTrue(bad.lastFailure().contains("descriptor"), bad.toString());
    assertTrue(bad.restarts() >= FAILURES - 1, bad.toString());
    ActorView good = sluice.census().find("switch/bridges/br0/a/device/queue-0");
    assertEquals(0, good.failures(), good.toString());
    assertEquals("running", good.state());
    assertTrue(good.polls() > 0, good.toString());
    List<RingDetails> rings =
        ((KindDetails.OfVirtqueue) get(sluice.census().details(good.path()).now())).rings();
    RingDetails fromGuest = rings.get(1);
    assertEquals("from guest", fromGuest.direction());
    assertEquals(NumberedGuest.RING, fromGuest.size());
    assertEquals(a.sent & 0xffff, fromGuest.availIndex(), fromGuest.toString());
    assertEquals(a.sent & 0xffff, fromGuest.lastAvailIndex(), fromGuest.toString());
    assertEquals(a.sent & 0xffff, fromGuest.usedIndex(), fromGuest.toString());
    assertEquals(a.sent, fromGuest.packets());
    assertEquals(1, fromGuest.regions().size());
    assertTrue(fromGuest.features().contains("VERSION_1"), fromGuest.toString());
    assertTrue(
        fromGuest.notificationsSent() + fromGuest.notificationsSuppressed() > 0,
        fromGuest.toString());
    KindDetails.OfSession session =
        (KindDetails.OfSession) get(sluice.census().details("switch/bridges/br0/a/device").now());
    assertTrue(session.session().connected(), session.toString());
    assertTrue(session.rings().get(1).running(), session.toString());
    assertTrue(session.rings().get(1).kickFd().isPresent(), session.toString());
    long restarts =
        sluice.news().after(0, Integer.MAX_VALUE).stream()
            .filter(e -> e.kind().equals("restart") && e.path().endsWith("/bad"))
            .count();
    assertEquals(FAILURES, restarts);
  }

  @Test
  void shouldCostOnlyThePortOfAGuestThatKeepsBreakingItsRing() throws Exception {
    Path bad = listen("bad", 3);
    try (NumberedGuest one = new NumberedGuest(listen("a", 1));
        NumberedGuest two = new NumberedGuest(listen("b", 2))) {
      a = one;
      b = two;
      flows(sluice, "in_port=1,actions=output:2", "in_port=3,actions=drop");
      awaitRings(sluice, "a", "b");
      traffic("both are up", port -> b.received > 1000);
      long firstNs = 0;
      long lastNs = 0;
      for (int n = 1; n <= FAILURES; n++) {
        int failures = n;
        traffic("it listens again", port -> port.status().startsWith("waiting"));
        try (NumberedGuest guest = new NumberedGuest(bad)) {
          traffic("it is up", SwitchState.Port::link);
          // Before the first: this thread may see late that it failed, while the wait begins.
          firstNs = n == 1 ? System.nanoTime() : firstNs;
          guest.breakRing();
          traffic("it fails", port -> port.restarts() == failures);
          lastNs = System.nanoTime();
        }
        assertTrue(
            port(sluice, "bad").lastFailure().contains("descriptor"),
            port(sluice, "bad").lastFailure());
      }
      // 50 ms after the first, then 100, 200: see Backoff.
      long waitedMs = (lastNs - firstNs) / 1_000_000;
      assertTrue(waitedMs >= 50 + 100 + 200, "restarts without back-off: " + waitedMs + " ms");
      long before = b.received;
      traffic("the others go on", port -> b.received > before + 10_000);
      assertEquals(0, port(sluice, "a").restarts() + port(sluice, "b").restarts());
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (b.received < a.sent) {
        assertTrue(System.nanoTime() < deadline, b.received + " of " + a.sent);
        b.receive();
      }
      assertEquals("", b.disorder);
      assertEquals(0, port(sluice, "b").drops().size(), port(sluice, "b").toString());
      assertEquals(0, port(sluice, "a").drops().size(), port(sluice, "a").toString());
      assertCensus();
    }
    PacketBalance.check(sluice);
  }
}
