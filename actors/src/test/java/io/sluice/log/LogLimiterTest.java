package io.sluice.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A guest that connects and leaves 25 times a second fills no disk, and what it did is said. */
class LogLimiterTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private final List<String> lines = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private long nowNs = -3 * SECOND_NS;
  private final LogLimiter limiter =
      new LogLimiter(() -> nowNs, (what, delayNs) -> timers.add(what));

  private void offer(String cause, String line) {
    limiter.offer(cause, suppressed -> lines.add(line + (suppressed > 0 ? " +" + suppressed : "")));
  }

  private void fireTimers() {
    List<Runnable> due = List.copyOf(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void shouldLeaveOutWhatComesTooOftenAndSayHowMuch() {
    for (int i = 0; i < 250; i++) {
      offer("vh0", "lost " + i);
      nowNs += SECOND_NS / 25;
    }
    assertEquals(List.of("lost 0", "lost 1", "lost 2", "lost 3", "lost 4"), lines);
    assertEquals(1, timers.size(), "one for all of them");
    offer("vh0", "lost again");
    assertEquals("lost again +245", lines.getLast());
    fireTimers();
    assertEquals(LogLimiter.AT_ONCE + 1, lines.size(), "all has been said");
  }

  @Test
  void shouldSayTheLastOfABurstWhenNothingFollows() {
    for (int i = 0; i < 9; i++) {
      offer("vh0", "state " + i);
    }
    nowNs += LogLimiter.EVERY_NS;
    fireTimers();
    assertEquals("state 8 +3", lines.getLast());
    assertEquals(LogLimiter.AT_ONCE + 1, lines.size());
    // The late line counts as one.
    offer("vh0", "state 9");
    assertEquals("state 8 +3", lines.getLast());
    assertEquals(1, timers.size());
  }

  @Test
  void shouldSayEverythingThatIsRare() {
    for (int i = 0; i < 100; i++) {
      offer("vh0", "lost");
      nowNs += LogLimiter.EVERY_NS;
    }
    assertEquals(Collections.nCopies(100, "lost"), lines);
    assertTrue(timers.isEmpty());
  }

  @Test
  void shouldTellCausesApart() {
    for (int i = 0; i < 20; i++) {
      offer("vh0", "lost");
    }
    offer("vh1", "found");
    assertEquals("found", lines.getLast());
  }

  @Test
  void shouldBoundTheCausesItKeepsAndTheLinesOfTheRest() {
    for (int i = 0; i < 10 * LogLimiter.MAX_CAUSES; i++) {
      offer("peer " + i, "knocked");
    }
    assertTrue(limiter.causes() <= LogLimiter.MAX_CAUSES + 1, limiter.causes() + " causes");
    assertEquals(LogLimiter.MAX_CAUSES + LogLimiter.AT_ONCE, lines.size());
    // Those that have rested make room.
    nowNs += LogLimiter.EVERY_NS;
    offer("new", "hello");
    assertEquals("hello", lines.getLast());
    assertTrue(limiter.causes() < 10, limiter.causes() + " causes");
  }
}
