package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A busy machine is nobody's defect, however long it takes. */
class StallWatchTest {
  private static final long MS = 1_000_000;
  private static final CpuTime.Spent RAN = new CpuTime.Spent(490 * MS, 5 * MS, 0, 500 * MS);
  private static final CpuTime.Spent WAITED = new CpuTime.Spent(20 * MS, 470 * MS, 0, 500 * MS);
  private static final CpuTime.Spent ALL_STOOD = new CpuTime.Spent(0, 0, 0, 60_000 * MS);

  @Test
  void shouldCallALaneStuckThatHasRunForLong() {
    assertTrue(StallWatch.stuck(StallWatch.STUCK_NS, RAN));
    assertTrue(StallWatch.stuck(StallWatch.STUCK_NS, null), "the kernel does not tell");
  }

  @Test
  void shouldNotCallALaneStuckThatStalledForAMoment() {
    assertFalse(StallWatch.stuck(StallWatch.STUCK_NS - 1, RAN));
  }

  @Test
  void shouldNotCallALaneStuckThatIsKeptFromItsCpu() {
    assertFalse(StallWatch.stuck(60_000 * MS, WAITED));
    assertFalse(StallWatch.stuck(60_000 * MS, ALL_STOOD));
    CpuTime.Spent collected = new CpuTime.Spent(5 * MS, 20 * MS, 400 * MS, 500 * MS);
    assertFalse(StallWatch.stuck(60_000 * MS, collected));
  }
}
