package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.lane.IdleMode;
import io.sluice.lane.Lane;
import io.sluice.lane.LaneSpec;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneLoadTest {
  private static final long MS = 1_000_000;

  /**
   * A timer that was held up fires twice at once: in no time no cycle ends, and that is no stall.
   */
  @Test
  void shouldTakeNoTimeForNoStall() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch holds = new CountDownLatch(1);
    Lane lane = new Lane(new LaneSpec(0, OptionalInt.empty(), IdleMode.BACKOFF), Thread::new);
    try {
      CountDownLatch runs = new CountDownLatch(1);
      lane.execute(runs::countDown);
      assertTrue(runs.await(60, TimeUnit.SECONDS));
      while (lane.counters().busyNs() + lane.counters().idleNs() == 0) {
        Thread.sleep(1);
      }
      lane.execute(
          () -> {
            holds.countDown();
            awaitQuietly(held);
          });
      assertTrue(holds.await(60, TimeUnit.SECONDS));
      LaneLoad load = new LaneLoad(lane);
      long now = System.nanoTime() + 1000 * MS;
      load.measure(now);
      assertFalse(load.stalled());
      load.measure(now + MS);
      assertFalse(load.stalled(), "after 1 ms");
      load.measure(now + 500 * MS);
      assertTrue(load.stalled(), "after 500 ms");
      assertTrue(load.spent() == null || load.spent().wallNs() == 500 * MS);
    } finally {
      held.countDown();
      lane.shutdown();
      assertTrue(lane.awaitTermination(60, TimeUnit.SECONDS));
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
