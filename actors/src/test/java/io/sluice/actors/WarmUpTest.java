package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private final AtomicLong real = new AtomicLong();
  private WarmUp.Result result;
  private final WarmUp warmUp =
      new WarmUp(
          real::get,
          (ended, r) -> {
            assertNull(result);
            result = r;
          });

  @AfterEach
  void close() {
    warmUp.close();
  }

  private void poll(int times, long nowNs) {
    int work = 0;
    for (int i = 0; i < times && result == null; i++) {
      work += warmUp.poll(nowNs);
    }
    assertTrue(work <= times / 60 + 1, "no load that queues are to be kept off for");
  }

  @Test
  void shouldForwardAsItsRulesSayAndEnd() {
    poll(WarmUp.ROUNDS - 1, 1);
    assertNull(result);
    poll(1, 2);
    assertEquals(WarmUp.ROUNDS, result.bursts());
    assertEquals(1, result.elapsedNs());
    // Of 30 packets a burst on average all arrive, but those that a guest has no room for.
    assertTrue(result.packets() > 28L * WarmUp.ROUNDS, result::toString);
  }

  @Test
  void shouldEndInTime() {
    poll(1, 1);
    poll(1, WarmUp.PATIENCE_NS + 1);
    assertNull(result);
    poll(1, WarmUp.PATIENCE_NS + 2);
    assertNotNull(result);
  }

  @Test
  void shouldLeaveTheLaneToRealPackets() {
    poll(1, 1);
    for (int i = 0; i < 800; i++) {
      real.addAndGet(32);
      poll(1, 1);
    }
    assertNull(result);
    real.set(1_000_001);
    poll(8, 1);
    assertEquals(101, result.bursts(), 1);
  }

  @Test
  void shouldBreakNoRing() {
    poll(WarmUp.ROUNDS / 10, 1);
    assertFalse(warmUp.faulted());
  }
}
