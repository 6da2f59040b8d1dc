package io.sluice.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last lines are kept, in bounded space, for the owner only. */
class LogFileTest {
  @TempDir Path dir;
  private Path now;
  private Path before;

  @BeforeEach
  void names() {
    before = Logs.files(dir).get(0);
    now = Logs.files(dir).get(1);
  }

  @Test
  void shouldKeepTheLastLinesInTwoFiles() throws IOException {
    List<String> all = new ArrayList<>();
    try (LogFile file = new LogFile(dir, 100)) {
      for (int i = 0; i < 50; i++) {
        String line = "line %02d of some length%n".formatted(i);
        all.add(line);
        file.write(line);
      }
    }
    String kept = Files.readString(before) + Files.readString(now);
    assertTrue(Files.size(before) <= 100 && Files.size(now) <= 100, kept);
    assertTrue(Files.size(before) > 50, kept);
    assertTrue(String.join("", all).endsWith(kept), kept);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(now)));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(before)));
  }

  @Test
  void shouldGoOnInTheFileOfAnEarlierRun() throws IOException {
    for (String line : List.of("one\n", "two\n")) {
      try (LogFile file = new LogFile(dir, 100)) {
        file.write(line);
      }
    }
    assertEquals("one\ntwo\n", Files.readString(now));
  }

  @Test
  void shouldFollowNoLink() throws IOException {
    Path elsewhere = Files.writeString(dir.resolve("elsewhere"), "kept");
    Files.createSymbolicLink(now, elsewhere);
    assertThrows(IOException.class, () -> new LogFile(dir, 100));
    assertEquals("kept", Files.readString(elsewhere));
  }

  @Test
  void shouldMakeItAgainWhenItCould() throws IOException {
    try (LogFile file = new LogFile(dir, 20)) {
      file.write("0123456789\n");
      // It cannot turn over: a directory that is not empty is in the way.
      Files.createDirectories(before.resolve("x"));
      file.write("lost: no turning\n");
      Files.delete(before.resolve("x"));
      Files.delete(before);
      file.write("there again\n");
    }
    assertTrue(Files.readString(now).endsWith("there again\n"), Files.readString(now));
  }
}
