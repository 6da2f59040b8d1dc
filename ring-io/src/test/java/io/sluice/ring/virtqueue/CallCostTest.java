package io.sluice.ring.virtqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.testing.CrowdedCall;
import io.sluice.ring.testing.Frames;
import org.junit.jupiter.api.Test;

/** A front end whose call is slow to signal. */
class CallCostTest {
  private static final long FEATURES = VringLayout.F_VERSION_1 | VringLayout.F_MRG_RXBUF;
  private static final long MS = 1_000_000;
  private static final int WAITERS = 6000;
  private static final int QUICK_SIGNALS = 200;

  /** A lane that is off its CPU in between is forgiven some: it takes as many more. */
  private static final int MOST_SIGNALS = 100_000;

  private final CallCost cost = new CallCost();
  private long nowNs;

  /** Signals of so much CPU time, so far apart, until it is too much. */
  private int borne(int most, long tookNs, long everyNs) {
    for (int n = 1; n <= most; n++) {
      nowNs += everyNs;
      if (!cost.bear(tookNs, nowNs)) {
        return n;
      }
    }
    return most + 1;
  }

  @Test
  void shouldBearWhatIsQuickHoweverMuchOfIt() {
    assertEquals(1_000_001, borne(1_000_000, 6_000, 6_000));
  }

  @Test
  void shouldNotBearSlowOnesInARow() {
    assertEquals(CallCost.STRIKES, borne(1000, MS, 2 * MS));
  }

  @Test
  void shouldNotBearAFewThatTakeVeryLong() {
    assertEquals(CallCost.LONG_IN_A_ROW, borne(10, 170 * MS, 200 * MS));
  }

  /** It came three times in a second in between quick ones, half a second in all. */
  @Test
  void shouldBearAHostThatTakesTheCpuForLong() {
    for (int n = 0; n < 3; n++) {
      assertEquals(2, borne(1, 170 * MS, 200 * MS));
      assertEquals(101, borne(100, 5_000, 1 * MS));
    }
  }

  /** The host had the CPU in between, as it has in between everything. */
  @Test
  void shouldForgiveSlowOnesNowAndThen() {
    assertEquals(10_001, borne(10_000, 3 * MS, 31 * MS));
    assertEquals(10_001, borne(10_000, 20 * MS, 201 * MS));
  }

  /** Half of all signals and more than half of the time, for seconds. */
  @Test
  void shouldBearACrowdedHostButNoEndOfIt() {
    int rounds = 0;
    while (cost.bear(MS, nowNs += MS + MS / 10) && cost.bear(5_000, nowNs += MS / 10)) {
      rounds++;
    }
    assertTrue(rounds > 1000 && rounds < 10_000, rounds + " rounds of 1.2 ms");
  }

  @Test
  void shouldFaultTheRingOfACrowdedCall() {
    VhostTxQueue queue = new VhostTxQueue(new QueueCounters());
    try (TestGuest guest = new TestGuest(0, FEATURES);
        Frames frames = new Frames(1 << 16)) {
      queue.start(guest.config(0, 0, true));
      int quick = signals(queue, guest, frames, QUICK_SIGNALS);
      assertNull(queue.fault());
      assertEquals(QUICK_SIGNALS, quick);
      int sent = quick;
      try (CrowdedCall _ = new CrowdedCall(guest.ring.callFd(), WAITERS)) {
        // It stops and starts, as when a front end sets another call: that is no new start.
        sent += signals(queue, guest, frames, 5);
        queue.stop();
        queue.start(guest.config(queue.availIndex(), queue.usedIndex(), true));
        sent += signals(queue, guest, frames, MOST_SIGNALS);
      }
      assertEquals(VirtqueueFault.SLOW_CALL, queue.fault());
      assertTrue(sent > quick, "faulted by quick ones");
    }
  }

  /** Sends one frame after the other, each with a signal, while the queue bears it; how many. */
  private static int signals(VhostTxQueue queue, TestGuest guest, Frames frames, int most) {
    PacketBurst burst = new PacketBurst();
    frames.append(burst, Frames.random(64, 1), 64, 0);
    int[] first = {0};
    int n = 0;
    while (n < most && queue.fault() == null) {
      guest.offerBuffer(guest.ring.availIndex() & TestGuest.SIZE - 1, 2048);
      assertEquals(1, queue.transmit(burst, first, 1));
      queue.flush();
      n++;
    }
    return n;
  }
}
