package io.sluice.actors;

import static io.sluice.actors.TestPorts.common;
import static io.sluice.actors.TestSwitch.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.vhost.ProtocolFeature;
import io.sluice.ring.vhost.VirtioFeature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest turns its second queue pair on and off under traffic, on two lanes of a real switch. */
class EnabledPairsTest {
  private static final int RING = 256;
  private static final int BUFFER = 256;

  @TempDir Path dir;
  private SwitchSystem sluice;
  private final GuestRam ram = new GuestRam(1 << 20);
  private final List<GuestRing> rings = new ArrayList<>();
  private final long[] received = new long[2];
  private FrontEnd guest;

  @BeforeEach
  void start() throws Exception {
    sluice = TestSwitch.start(2, dir);
    Path socket = dir.resolve("vh0.sock");
    get(sluice.addPort("br0", TestPorts.server(common("vh0"), socket, 2)));
    guest = FrontEnd.connect(socket, () -> {});
    guest.negotiate(
        VirtioFeature.VERSION_1 | VirtioFeature.PROTOCOL_FEATURES | VirtioFeature.NET_MQ,
        ProtocolFeature.MQ);
    guest.setMemTable(ram);
    long at = 0;
    for (int i = 0; i < 4; i++) {
      GuestRing ring = new GuestRing(ram, i, RING, at);
      at = ring.end();
      rings.add(ring);
    }
    for (int pair = 0; pair < 2; pair++) {
      for (int i = 0; i < RING; i++) {
        long buffer = at + (long) (pair * RING + i) * BUFFER;
        rings.get(2 * pair).descriptor(i, ram.guest(buffer), BUFFER, GuestRing.WRITE, 0);
        rings.get(2 * pair).offer(i);
      }
    }
    rings.forEach(ring -> guest.startRing(ring, 0));
    enable(0, true);
    get(sluice.addPort("br0", TestPorts.generator(common("gen"), 64, 20_000)));
    get(sluice.ready());
  }

  @AfterEach
  void stop() throws Exception {
    guest.close();
    TestSwitch.stop(sluice);
    rings.forEach(GuestRing::close);
    ram.close();
  }

  /** Returns when the switch works by it. */
  private void enable(int pair, boolean on) {
    guest.enableRing(2 * pair, on);
    guest.enableRing(2 * pair + 1, on);
    guest.ask(FrontEnd.GET_FEATURES);
  }

  private void take(int pair) {
    GuestRing ring = rings.get(2 * pair);
    while (ring.hasUsed()) {
      ring.offer((int) ring.takeUsed());
      received[pair]++;
    }
  }

  /** Takes packets until the pairs have had so many more. */
  private void await(int morePair0, int morePair1) {
    long first = received[0] + morePair0;
    long second = received[1] + morePair1;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (received[0] < first || received[1] < second) {
      assertTrue(System.nanoTime() < deadline, received[0] + " " + received[1]);
      take(0);
      take(1);
    }
  }

  /**
   * Takes packets until 2000 in a row were the other pair's alone. Some may still come at first:
   * those that were on their way when it was disabled, on a lane that has lost its CPU.
   */
  private void awaitUnused(int pair) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    long last;
    do {
      assertTrue(System.nanoTime() < deadline, "a disabled pair takes packets");
      last = received[pair];
      await(pair == 0 ? 0 : 2000, pair == 1 ? 0 : 2000);
    } while (last != received[pair]);
  }

  @Test
  void shouldUseExactlyThePairsThatAreEnabled() throws Exception {
    await(1000, 0);
    assertEquals(0, received[1], "a pair that was never enabled took packets");
    enable(1, true);
    await(1000, 1000);
    enable(1, false);
    awaitUnused(1);
    enable(1, true);
    await(500, 500);
    enable(0, false);
    awaitUnused(0);
    get(sluice.delPort("br0", "gen"));
    PacketBalance.check(sluice);
    SwitchState.Port vh0 = get(sluice.state()).bridges().getFirst().ports().getFirst();
    assertFalse(vh0.drops().containsKey(DropReason.RX_DISABLED.label()), vh0.toString());
  }
}
