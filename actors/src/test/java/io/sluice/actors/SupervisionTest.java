package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.text.FlowParser;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
    sluice =
        SwitchSystem.start(
            new SwitchSettings(
                Lanes.unpinned(1, IdleMode.BACKOFF), dir, SwitchSettings.DEFAULT_POOL_CHUNKS));
    get(sluice.addBridge("br0"));
  }

  @AfterEach
  void stop() throws Exception {
    get(sluice.stop());
  }

  private static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Path port(String name, int ofport) throws Exception {
    Path socket = dir.resolve(name + ".sock");
    get(
        sluice.addPort(
            "br0",
            new PortSpec.VhostUser(
                new PortSpec.Common(name, OptionalInt.of(ofport), new PortSpec.Vlan.All()),
                PortSpec.Mode.SERVER,
                socket,
                1,
                OptionalInt.empty())));
    return socket;
  }

  private SwitchState.Port state(String name) throws Exception {
    return get(sluice.state()).bridges().getFirst().ports().stream()
        .filter(port -> port.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private NumberedGuest a;
  private NumberedGuest b;

  /** Traffic between the good guests, until a condition on the bad one's port holds. */
  private void traffic(String what, java.util.function.Predicate<SwitchState.Port> until)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    SwitchState.Port bad;
    do {
      for (int i = 0; i < 100; i++) {
        while (a.sent - b.received < NumberedGuest.RING && a.send()) {
          // On.
        }
        b.receive();
        assertEquals("", b.disorder, what);
      }
      bad = state("bad");
      assertTrue(System.nanoTime() < deadline, what + ": " + bad);
    } while (!until.test(bad));
  }

  @Test
  void shouldCostOnlyThePortOfAGuestThatKeepsBreakingItsRing() throws Exception {
    Path bad = port("bad", 3);
    try (NumberedGuest one = new NumberedGuest(port("a", 1));
        NumberedGuest two = new NumberedGuest(port("b", 2))) {
      a = one;
      b = two;
      for (String flow : List.of("in_port=1,actions=output:2", "in_port=3,actions=drop")) {
        get(sluice.applyFlows("br0", List.of(new FlowParser().parseFlow(flow))));
      }
      traffic("both are up", port -> b.received > 1000);
      long[] failedAtNs = new long[FAILURES + 1];
      for (int n = 1; n <= FAILURES; n++) {
        int failures = n;
        traffic("it listens again", port -> port.status().startsWith("waiting"));
        try (NumberedGuest guest = new NumberedGuest(bad)) {
          traffic("it is up", SwitchState.Port::link);
          guest.breakRing();
          traffic("it fails", port -> port.restarts() == failures);
          failedAtNs[n] = System.nanoTime();
        }
        assertTrue(state("bad").lastFailure().contains("descriptor"), state("bad").lastFailure());
      }
      // 50 ms after the first, then 100, 200: see Backoff.
      long waitedMs = (failedAtNs[FAILURES] - failedAtNs[1]) / 1_000_000;
      assertTrue(waitedMs >= 50 + 100 + 200, "restarts without back-off: " + waitedMs + " ms");
      long before = b.received;
      traffic("the others go on", port -> b.received > before + 10_000);
      assertEquals(0, state("a").restarts() + state("b").restarts());
      while (b.received < a.sent) {
        b.receive();
      }
      assertEquals("", b.disorder);
      assertEquals(0, state("b").drops().size(), state("b").toString());
      assertEquals(0, state("a").drops().size(), state("a").toString());
    }
    PacketBalance.check(sluice);
  }
}
