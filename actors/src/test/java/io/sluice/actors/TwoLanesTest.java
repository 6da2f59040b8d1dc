package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.FlowMod;
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

/** Two lanes of a real switch, with a generator each, that send each other everything. */
class TwoLanesTest {
  private static final long RATE = 20_000;
  private SwitchSystem sluice;

  @BeforeEach
  void start() throws Exception {
    sluice =
        SwitchSystem.start(
            new SwitchSettings(
                Lanes.unpinned(2, IdleMode.BACKOFF),
                Path.of("target"),
                SwitchSettings.DEFAULT_POOL_CHUNKS));
    get(sluice.addBridge("br0"));
    get(sluice.addPort("br0", generator("a", 1)));
    get(sluice.addPort("br0", generator("b", 2)));
    get(sluice.ready());
  }

  @AfterEach
  void stop() throws Exception {
    get(sluice.stop());
  }

  private static PortSpec generator(String name, int ofport) {
    return new PortSpec.Generator(
        new PortSpec.Common(name, OptionalInt.of(ofport), new PortSpec.Vlan.All()),
        64,
        4,
        RATE,
        "02:00:00:00:00:0" + ofport,
        "02:00:00:00:00:0" + (3 - ofport),
        "10.0.0." + ofport,
        "10.0.1.1");
  }

  private static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private SwitchState.Port port(String name) throws Exception {
    return get(sluice.state()).bridges().getFirst().ports().stream()
        .filter(port -> port.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void flows(String... texts) throws Exception {
    for (String text : texts) {
      FlowMod flow = new FlowParser().parseFlow(text);
      get(sluice.applyFlows("br0", List.of(flow)));
    }
  }

  private static long dropped(SwitchState.Port port, String reason) {
    return port.drops().getOrDefault(reason, 0L);
  }

  private static long lost(SwitchState.Port port) {
    return port.drops().values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void shouldForwardToEachOtherWithoutLoss() throws Exception {
    flows("in_port=1,actions=output:2", "in_port=2,actions=output:1");
    SwitchState.Port a = port("a");
    SwitchState.Port b = port("b");
    assertNotEquals(a.lanes(), b.lanes());
    long lostBefore = lost(a) + lost(b);
    long aGoal = a.txPackets() + RATE / 2;
    long bGoal = b.txPackets() + RATE / 2;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    do {
      assertTrue(System.nanoTime() < deadline, a + " " + b);
      a = port("a");
      b = port("b");
    } while (a.txPackets() < aGoal || b.txPackets() < bGoal);
    assertEquals(lostBefore, lost(a) + lost(b), a + " " + b);
    // Dropping from here on, what was on its way arrives: received = sent + drops, to a packet.
    flows("in_port=1,actions=drop", "in_port=2,actions=drop");
    awaitBalance("a", "b");
    awaitBalance("b", "a");
  }

  /** Counters are read while packets come in: balanced means between two readings. */
  private void awaitBalance(String from, String to) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    String last = "";
    while (System.nanoTime() < deadline) {
      SwitchState.Port f = port(from);
      SwitchState.Port t = port(to);
      last = f + " " + t;
      if (dropped(f, "dropped by rule") > 100 && f.rxPackets() == t.txPackets() + lost(f)) {
        return;
      }
    }
    throw new AssertionError("never received = sent + drops: " + last);
  }
}
