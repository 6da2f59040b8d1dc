package io.sluice.daemon.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountersFileTest {
  private static final long NOW = 1_780_000_000_000L;

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int stat(String match) {
    out.reset();
    err.reset();
    return Stat.print(
        directory,
        match,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  /** Label and value of each counter, without blanks in front. */
  private List<String> counters() {
    return out.toString(StandardCharsets.UTF_8).lines().skip(1).map(String::strip).toList();
  }

  @Test
  void shouldShowWhatWasCountedLast() throws IOException {
    try (CountersFile file = CountersFile.create(directory, 8, NOW)) {
      file.begin();
      file.set(SwitchCounters.PORT, "port br0/vh1 rx packets", Long.MAX_VALUE);
      file.set(SwitchCounters.PORT, "port br0/vh0 rx packets", 1);
      file.end(NOW);
      file.begin();
      file.set(SwitchCounters.PORT, "port br0/vh1 rx packets", 5);
      file.set(SwitchCounters.PORT, "port br0/vh0 rx packets", 2);
      file.set(SwitchCounters.LANE, "lane 0 busy ns", 7);
      assertEquals(0, file.end(NOW));
      assertEquals(0, stat(""));
      assertEquals(
          List.of("7  lane 0 busy ns", "2  port br0/vh0 rx packets", "5  port br0/vh1 rx packets"),
          counters());
      assertEquals(0, stat("vh1"));
      assertEquals(List.of("5  port br0/vh1 rx packets"), counters());
    }
  }

  @Test
  void shouldForgetCountersOfAPortThatIsGone() throws IOException {
    try (CountersFile file = CountersFile.create(directory, 2, NOW)) {
      for (int i = 0; i < 10; i++) {
        file.begin();
        file.set(SwitchCounters.PORT, "kept", i);
        file.set(SwitchCounters.PORT, "gone" + i, i);
        // The room of the last round's port is free only at this round's end.
        assertEquals(i == 0 ? 0 : 1, file.end(NOW));
        file.begin();
        file.set(SwitchCounters.PORT, "kept", i);
        assertEquals(0, file.end(NOW));
        file.begin();
        file.set(SwitchCounters.PORT, "kept", i);
        file.set(SwitchCounters.PORT, "new" + i, 40 + i);
        assertEquals(0, file.end(NOW));
        stat("");
        assertEquals(List.of(i + "  kept", 40 + i + "  new" + i), counters());
      }
    }
  }

  @Test
  void shouldBeReplacedWholeByTheNextSwitch() throws IOException {
    CountersFile first = CountersFile.create(directory, 4, NOW);
    first.begin();
    first.set(SwitchCounters.SWITCH, "old", 1);
    first.end(NOW);
    try (CountersFile second = CountersFile.create(directory, 4, NOW)) {
      first.set(SwitchCounters.SWITCH, "old", 2); // who has the old file mapped is not disturbed
      assertEquals(0, stat(""));
      assertEquals(List.of(), counters());
      second.ended(NOW + 1000);
      assertEquals(0, stat(""));
      assertTrue(out.toString(StandardCharsets.UTF_8).contains(", ended "), out::toString);
    }
    first.close();
    assertEquals(0, stat(""));
  }

  @Test
  void shouldSayThatItsProcessRuns() throws IOException {
    CountersFile.create(directory, 4, System.currentTimeMillis()).close();
    assertEquals(0, stat(""));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains(" ms ago"), out::toString);
  }

  @Test
  void shouldSayWhenItsProcessDied() throws IOException {
    // This process began after that switch did: it has its id only.
    CountersFile.create(directory, 4, NOW - 1_000_000_000_000L).close();
    assertEquals(0, stat(""));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains(", died after "), out::toString);
    CountersFile.create(directory, 4, System.currentTimeMillis()).close();
    // A process id that no process can have.
    try (var channel =
        Files.newByteChannel(
            directory.resolve("counters"), java.nio.file.StandardOpenOption.WRITE)) {
      channel.position(CountersLayout.PID_AT);
      channel.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Integer.MAX_VALUE));
    }
    assertEquals(0, stat(""));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains(", died after "), out::toString);
  }

  @Test
  void shouldRefuseWhatIsNoCountersFile() throws IOException {
    assertEquals(1, stat(""));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("no switch has run"), err::toString);
    Path file = directory.resolve("counters");
    CountersFile.create(directory, 4, NOW).close();
    byte[] good = Files.readAllBytes(file);
    for (int damage : new int[] {0, 8, 12, 15}) {
      byte[] bad = good.clone();
      bad[damage] ^= 0x40;
      Files.write(file, bad);
      assertEquals(1, stat(""), "byte " + damage);
      assertTrue(err.toString(StandardCharsets.UTF_8).contains("no counters file of this version"));
    }
    for (int length : new int[] {0, 10, 127, good.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(good, length));
      assertEquals(1, stat(""), length + " bytes");
    }
    Files.write(file, good);
    assertEquals(0, stat(""));
    assertFalse(Files.exists(directory.resolve("counters.new")));
    Files.delete(file);
    Files.createDirectory(file);
    err.reset();
    assertEquals(1, stat(""));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("(no file)"), err::toString);
  }
}
