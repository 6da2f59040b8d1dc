package io.sluice.ring.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The pool on 2 MB huge pages; needs one free one. */
class HugePagePoolIT {
  private static final Path FREE =
      Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");

  @Test
  void shouldLieOnHugePages() throws IOException {
    int before = Files.exists(FREE) ? Integer.parseInt(Files.readString(FREE).strip()) : 0;
    assumeTrue(
        before > 0,
        "skipped: no free 2 MB huge page (echo 8 >"
            + " /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages)");
    try (PacketPool pool = new PacketPool(1024)) {
      // Another process may have taken the page since we looked; then the pool says so.
      assumeTrue(pool.region().huge(), "skipped: " + pool.describe());
      assertEquals(0, pool.address(0) % (2 << 20));
      assertEquals(
          "packet pool: 1024 chunks of 2048 bytes, 2 MiB on 2 MB huge pages", pool.describe());
      Memory.putLong(pool.address(1023) + 2040, 7);
      assertEquals(7, Memory.getLong(pool.address(1023) + 2040));
      assertTrue(pool.region().fd() >= 0);
    }
  }
}
