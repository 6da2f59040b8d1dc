package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldRoundsTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void shouldAnswerFromARoundThatBeganAfterTheQuestion() {
    int[] asked = {0};
    FoldRounds rounds = new FoldRounds(2, () -> asked[0]++);
    rounds.begin();
    assertFalse(rounds.answered(0));
    rounds.after(() -> told.add("dump"));
    assertTrue(rounds.answered(1));
    assertEquals(List.of(), told, "lane 0 answered before the question");
    assertEquals(2, asked[0]);
    rounds.answered(1);
    rounds.answered(0);
    assertEquals(List.of("dump"), told);
    assertEquals(2, asked[0], "nobody waits for another round");
  }

  @Test
  void shouldNotBeginARoundTwice() {
    int[] asked = {0};
    FoldRounds rounds = new FoldRounds(1, () -> asked[0]++);
    rounds.begin();
    rounds.begin();
    assertEquals(1, asked[0]);
  }
}
