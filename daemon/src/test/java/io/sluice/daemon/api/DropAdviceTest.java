package io.sluice.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.device.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason is explained in a line, and in the manual's table, which has no others. */
class DropAdviceTest {
  private static final Path MANUAL = Path.of("..", "docs", "operations.md");

  @ParameterizedTest
  @EnumSource
  void shouldFitALine(DropReason reason) {
    int width = DropAdvice.of(reason).length();
    assertTrue(width > 20 && width <= 80, DropAdvice.of(reason));
    assertTrue(reason.label().length() <= 31, reason.label());
  }

  @Test
  void shouldBeInTheManual() throws IOException {
    String text = Files.readString(MANUAL);
    String drops = text.substring(text.indexOf("\n## Drops\n") + 1);
    Set<String> told =
        drops
            .substring(0, drops.indexOf("\n## "))
            .lines()
            .filter(line -> line.startsWith("| "))
            .skip(1) // what the columns are
            .map(line -> line.substring(2, line.indexOf(" |")))
            .collect(Collectors.toSet());
    assertEquals(
        Arrays.stream(DropReason.values()).map(DropReason::label).collect(Collectors.toSet()),
        told);
  }
}
