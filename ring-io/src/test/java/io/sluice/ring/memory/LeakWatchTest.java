package io.sluice.ring.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is held is suspected; what comes and goes is not, be it the same chunk each time. */
class LeakWatchTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldSuspectOnlyWhatIsHeldAllTheTime() {
    try (PacketPool pool = new PacketPool(64)) {
      LeakWatch watch = new LeakWatch(pool);
      ChunkCache first = pool.cache("lane 0");
      ChunkCache second = pool.cache("lane 1");
      watch.look(0);
      int leaked = first.allocate();
      int passing = second.allocate();
      for (int s = 1; s <= 12; s++) {
        watch.look(s * SECOND);
        assertEquals(s <= 11 ? Map.of() : Map.of("lane 0", 1), watch.suspects(), s + " s");
        second.free(passing);
        int again = second.allocate();
        assertEquals(passing, again, "the test is about the same chunk");
      }
      first.free(leaked);
      watch.look(13 * SECOND);
      assertEquals(Map.of(), watch.suspects());
    }
  }

  @Test
  void shouldBeginAnewWithWhoAdopts() {
    try (PacketPool pool = new PacketPool(64)) {
      LeakWatch watch = new LeakWatch(pool);
      ChunkCache from = pool.cache("lane 0");
      ChunkCache to = pool.cache("lane 1");
      int packet = from.allocate();
      watch.look(0);
      to.adopt(packet);
      watch.look(11 * SECOND);
      assertEquals(Map.of(), watch.suspects());
      assertEquals(1, pool.usage().used().get("lane 1"));
      watch.look(22 * SECOND);
      assertEquals(Map.of("lane 1", 1), watch.suspects());
      to.free(packet);
    }
  }
}
