package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long SECOND = 1_000_000_000L;
  private final Backoff backoff = new Backoff();

  @Test
  void shouldDoubleUpToFiveSeconds() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      backoff.started(i * SECOND);
      waits.add(backoff.failed("bad", i * SECOND + 1).toMillis());
    }
    assertEquals(List.of(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L), waits);
    assertEquals(9, backoff.restarts());
    assertEquals("bad", backoff.lastFailure());
  }

  @Test
  void shouldStartOverAfterTenHealthySeconds() {
    backoff.failed("a", 0);
    backoff.failed("b", 0);
    backoff.started(SECOND);
    assertEquals(200, backoff.failed("c", 11 * SECOND - 1).toMillis());
    backoff.started(20 * SECOND);
    assertEquals(50, backoff.failed("d", 30 * SECOND).toMillis());
  }

  @Test
  void shouldNotTakeTimeSpentFailedForHealth() {
    backoff.started(0);
    backoff.failed("a", 1);
    assertEquals(100, backoff.failed("b", 60 * SECOND).toMillis());
  }
}
