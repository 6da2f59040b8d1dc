package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.flow.pipeline.Match;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose time it is that a burst takes. */
class TierTimesTest {
  private final LookupRig rig =
      new LookupRig().ports(4).flows("udp,nw_dst=10.0.0.0/24,tp_dst=0/0xfff0,actions=output:2");
  private final TierTimes times = rig.lookup.times();

  private int source = 5;

  private void burst(long ns, int... ports) {
    rig.clear();
    for (int port : ports) {
      rig.add(Packets.v4(17, 0x0a000001, 0x0a000002, source, port));
    }
    times.start();
    rig.classify(1);
    times.end(ns);
  }

  @Test
  void shouldTimeOneBurstOfMany() {
    int due = 0;
    for (int i = 0; i < 3 * TierTimes.EVERY; i++) {
      if (times.due()) {
        due++;
        times.start();
      }
    }
    assertEquals(3, due);
    assertArrayEquals(new double[] {-1, -1, -1}, times.means());
  }

  @Test
  void shouldGiveEachTierItsShare() {
    burst(1000, 1);
    assertArrayEquals(new double[] {-1, -1, 1000}, times.means(), "the slow path alone");
    burst(40, 1, 1, 1, 1);
    assertArrayEquals(new double[] {10, -1, 1000}, times.means(), "the exact cache alone");
    // The rule looks at some bits of the port: the same verdict, in the exact cache too.
    burst(40, 2, 3, 4, 5);
    assertArrayEquals(new double[] {10, -1, 1000}, times.means());
    rig.flows("priority=1,udp,tp_src=7,actions=output:3");
    burst(3000, 1);
    assertArrayEquals(new double[] {10, -1, 2000}, times.means());
    // Source ports are in the exact cache's key now, but the megaflow has none.
    source = 6;
    burst(100, 1);
    assertArrayEquals(new double[] {10, 100, 2000}, times.means());
    source = 7;
    burst(200, 1);
    source = 6;
    burst(20, 1, 1);
    assertArrayEquals(new double[] {10, 150, 2000}, times.means());
  }

  @Test
  void shouldSayInHowManyMasksAHitWasLookedFor() {
    LookupView.Mask often = new LookupView.Mask(Match.ALL, 1, 30);
    LookupView.Mask seldom = new LookupView.Mask(Match.ALL, 1, 10);
    LookupView v = new LookupView(0, 40, 0, 0, 2, List.of(often, seldom), List.of(), times.means());
    assertEquals(1.25, v.masksPerHit());
    assertEquals(0, rig.lookup.view(0, 1).masksPerHit());
  }
}
