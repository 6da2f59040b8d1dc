package io.sluice.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
  @Test
  void shouldBoundWhatWaitsForReadersAndAnswerSmallThings() throws Exception {
    int room = Answers.room();
    List<InputStream> unread = new ArrayList<>();
    byte[] large = new byte[3 << 20];
    ProblemException full =
        assertThrows(
            ProblemException.class,
            () -> {
              while (unread.size() < 1000) {
                unread.add(Answers.of(large));
              }
            });
    assertEquals(503, full.status());
    assertEquals(room / large.length, unread.size());
    assertEquals(Answers.SMALL_BYTES, Answers.of(new byte[Answers.SMALL_BYTES]).available());
    unread.getFirst().close();
    unread.getFirst().close();
    unread.set(0, Answers.of(large));
    assertThrows(ProblemException.class, () -> Answers.of(large));
    for (InputStream answer : unread) {
      answer.close();
    }
    assertEquals(room, Answers.room());
  }
}
