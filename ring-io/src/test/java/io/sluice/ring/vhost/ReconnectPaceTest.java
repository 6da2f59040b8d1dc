package io.sluice.ring.vhost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who connects and leaves at once is met less and less often; who comes back is met at once. */
class ReconnectPaceTest {
  private static final long MS = 1_000_000L;

  @TempDir Path directory;
  private Path path;
  private ReconnectPace pace;
  private long nowNs = -5 * MS; // as System.nanoTime may be

  @BeforeEach
  void make() throws IOException {
    path = Files.createFile(directory.resolve("a.sock"));
    pace = new ReconnectPace(path);
  }

  private void connection(long lastsNs) {
    pace.connected(nowNs);
    nowNs += lastsNs;
    pace.lost(nowNs);
  }

  /** Until the next connect, to the millisecond. */
  private long waits() {
    long from = nowNs;
    while (!pace.due(nowNs)) {
      nowNs += MS;
    }
    return (nowNs - from) / MS;
  }

  @Test
  void shouldWaitLongerForEachBriefConnectionUpToASecond() {
    long[] expected = {0, 0, 0, 30, 60, 120, 240, 480, 960, 1000, 1000};
    for (long ms : expected) {
      connection(MS);
      assertEquals(ms, waits());
    }
    for (int i = 0; i < 100; i++) {
      connection(0);
      assertEquals(1000, waits());
    }
  }

  @Test
  void shouldHoldNothingAgainstAConnectionThatLasted() {
    for (int i = 0; i < 6; i++) {
      connection(MS);
      waits();
    }
    connection(ReconnectPace.GOOD_NS);
    assertEquals(0, waits());
    connection(MS);
    assertEquals(0, waits());
  }

  @Test
  void shouldTryAnotherSocketAtOnce() throws IOException {
    for (int i = 0; i < 8; i++) {
      connection(MS);
    }
    assertFalse(pace.due(nowNs));
    Files.delete(path);
    assertTrue(pace.due(nowNs), "it went: ask what is there now");
    Files.createFile(path);
    assertTrue(pace.due(nowNs));
    connection(MS);
    assertEquals(0, waits());
  }
}
