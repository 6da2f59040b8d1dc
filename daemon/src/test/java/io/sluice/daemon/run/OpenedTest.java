package io.sluice.daemon.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {
  private final List<String> closed = new ArrayList<>();
  private final Opened opened = new Opened();

  @Test
  void shouldCloseInReverseAndOnce() {
    opened.open(() -> () -> closed.add("a"));
    opened.open(() -> null);
    opened.open(() -> () -> closed.add("b"));
    opened.close();
    opened.close();
    assertEquals(List.of("b", "a"), closed);
    assertTrue(opened.isClosed());
    assertThrows(Opened.Ending.class, () -> opened.open(() -> () -> closed.add("late")));
  }

  @Test
  void shouldCloseTheRestWhenOneFails() {
    opened.open(() -> () -> closed.add("a"));
    opened.open(
        () ->
            () -> {
              throw new IllegalStateException("stuck");
            });
    assertEquals("stuck", assertThrows(IllegalStateException.class, opened::close).getMessage());
    assertEquals(List.of("a"), closed);
  }
}
