package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A guest that connects and leaves 25 times a second fills no disk. */
class SparseLogTest {
  private final List<String> lines = new ArrayList<>();

  @Test
  void shouldLeaveOutWhatComesTooOftenAndSayHowMuch() {
    long start = 7_000_000_000L;
    SparseLog log = new SparseLog(start, lines::add);
    for (int i = 0; i < 250; i++) {
      log.say("lost " + i, start + i * 40_000_000L);
    }
    assertEquals(SparseLog.LINES, lines.size());
    log.say("lost", start + SparseLog.PERIOD_NS);
    assertEquals(
        "lost (and 240 lines like it left out in the last 10 s)", lines.get(SparseLog.LINES));
    assertEquals(SparseLog.LINES + 1, lines.size());
  }

  @Test
  void shouldSayEverythingThatIsRare() {
    SparseLog log = new SparseLog(0, lines::add);
    for (int i = 0; i < 100; i++) {
      log.say("lost", i * 2_000_000_000L);
    }
    assertEquals(100, lines.size());
    assertEquals(100, lines.stream().filter("lost"::equals).count());
  }
}
