package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestSwitch.NO_SOCKETS;
import static io.sluice.actors.TestSwitch.flows;
import static io.sluice.actors.TestSwitch.get;
import static io.sluice.actors.TestSwitch.port;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    sluice = TestSwitch.start(2, NO_SOCKETS);
    get(sluice.addPort("br0", generator("a", 1)));
    get(sluice.addPort("br0", generator("b", 2)));
    get(sluice.ready());
  }

  @AfterEach
  void stop() throws Exception {
    TestSwitch.stop(sluice);
  }

  private static PortSpec generator(String name, int ofport) {
    return new PortSpec.Generator(
        common(name, ofport),
        64,
        4,
        RATE,
        "02:00:00:00:00:0" + ofport,
        "02:00:00:00:00:0" + (3 - ofport),
        "10.0.0." + ofport,
        "10.0.1.1");
  }

  private static long dropped(SwitchState.Port port, String reason) {
    return port.drops().getOrDefault(reason, 0L);
  }

  private static long lost(SwitchState.Port port) {
    return port.drops().values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void shouldForwardToEachOtherWithoutLoss() throws Exception {
    flows(sluice, "in_port=1,actions=output:2", "in_port=2,actions=output:1");
    TestSwitch.awaitLanes(sluice); // what the flow before it dropped is counted
    SwitchState.Port a = port(sluice, "a");
    SwitchState.Port b = port(sluice, "b");
    assertNotEquals(a.lanes(), b.lanes());
    long lostBefore = lost(a) + lost(b);
    long aGoal = a.txPackets() + RATE / 2;
    long bGoal = b.txPackets() + RATE / 2;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    do {
      assertTrue(System.nanoTime() < deadline, a + " " + b);
      a = port(sluice, "a");
      b = port(sluice, "b");
    } while (a.txPackets() < aGoal || b.txPackets() < bGoal);
    assertEquals(lostBefore, lost(a) + lost(b), a + " " + b);
    // Dropping from here on, what was on its way arrives: received = sent + drops, to a packet.
    flows(sluice, "in_port=1,actions=drop", "in_port=2,actions=drop");
    awaitBalance("a", "b");
    awaitBalance("b", "a");
  }

  /** Counters are read while packets come in: balanced means between two readings. */
  private void awaitBalance(String from, String to) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String last = "";
    while (System.nanoTime() < deadline) {
      SwitchState.Port f = port(sluice, from);
      SwitchState.Port t = port(sluice, to);
      last = f + " " + t;
      if (dropped(f, "dropped by rule") > 100 && f.rxPackets() == t.txPackets() + lost(f)) {
        return;
      }
    }
    throw new AssertionError("never received = sent + drops: " + last);
  }
}
