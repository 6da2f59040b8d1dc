package io.sluice.ring.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.os.Errno;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Unistd;
import org.junit.jupiter.api.Test;

/** Memory that cannot be taken away. */
class RegionTest {
  @Test
  void shouldRoundUpAndBeZero() {
    try (Region region = Region.plain("test", 4097)) {
      assertEquals(8192, region.size());
      assertEquals(0, region.address() % 4096);
      assertEquals(0, Memory.getLong(region.address() + 8184));
      assertEquals("8 KiB on plain pages", region.describe());
      assertFalse(region.huge());
    }
  }

  @Test
  void shouldNotLetItsFileShrink() {
    try (Region region = Region.plain("test", 8192)) {
      OsException e = assertThrows(OsException.class, () -> Unistd.ftruncate(region.fd(), 4096));
      assertEquals(Errno.EPERM, e.errno());
    }
  }

  @Test
  void shouldFallBackToPlainPagesAndSayWhy() {
    try (Region region = Region.preferHuge("test", 64 << 20)) {
      if (!region.huge()) {
        String words = region.describe();
        assertTrue(words.startsWith("64 MiB on plain pages ("), words);
        assertTrue(
            words.contains("32 free huge pages are needed") || words.contains("no huge"), words);
      }
      Memory.putLong(region.address() + region.size() - 8, 7);
      assertEquals(7, Memory.getLong(region.address() + region.size() - 8));
    }
  }

  @Test
  void shouldRefuseToBeEmpty() {
    assertThrows(IllegalArgumentException.class, () -> Region.plain("test", 0).close());
  }

  @Test
  void shouldGivePartsThatLiveAsLongAsItDoes() {
    try (Region whole = Region.plain("sluice-test", 8192)) {
      Region part = whole.part(4096, 4096);
      Memory.putLong(part.address() + 8, 42);
      part.close();
      assertEquals(42, Memory.getLong(whole.address() + 4104));
      assertEquals(4096, part.size());
      assertThrows(IllegalArgumentException.class, () -> whole.part(4096, 4097));
      assertThrows(IllegalArgumentException.class, () -> whole.part(-1, 8));
      assertThrows(IllegalArgumentException.class, () -> whole.part(8, Long.MAX_VALUE));
      assertThrows(IllegalArgumentException.class, () -> whole.part(8, 0));
    }
  }
}
