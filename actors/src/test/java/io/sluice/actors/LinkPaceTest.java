package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LinkPaceTest {
  private final LinkPace pace = new LinkPace();

  @Test
  void shouldTellTheRestartOfAGuestAtOnce() {
    assertTrue(pace.offer(true));
    assertFalse(pace.offer(true));
    assertTrue(pace.offer(false));
    assertTrue(pace.offer(true));
    assertTrue(pace.told());
  }

  @Test
  void shouldTellALinkThatFlapsAFewTimesInAPeriodAndThenWhatItCameTo() {
    int told = 0;
    for (int i = 0; i < 1000; i++) {
      told += pace.offer(i % 2 == 0) ? 1 : 0;
    }
    assertEquals(4, told);
    assertFalse(pace.told());
    assertTrue(pace.endPeriod(true));
    assertTrue(pace.told());
    assertFalse(pace.endPeriod(true));
    assertTrue(pace.offer(false));
  }
}
