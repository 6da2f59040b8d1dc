package io.sluice.ring.os;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.testing.Allocations;
import org.junit.jupiter.api.Test;

/** The calls that a lane makes allocate nothing once compiled. */
class HotPathAllocationTest {
  private static final int CALLS = 10_000;

  @Test
  void shouldNotAllocateWhenSignalling() {
    try (EventSignal event = EventSignal.of(EventFd.create())) {
      Allocations.assertNone(() -> signal(event));
    }
  }

  private static void signal(EventSignal event) {
    for (int i = 0; i < CALLS; i++) {
      event.signal();
    }
  }

  @Test
  void shouldNotAllocateWhenReadingAndWriting() {
    int fd = Mman.memfdCreate("hot", 0);
    Unistd.ftruncate(fd, 4096);
    long page = Mman.mmap(0, 4096, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, fd, 0);
    Memory.putLong(page, page + 64);
    Memory.putLong(page + 8, 32);
    Allocations.assertNone(() -> move(fd, page));
    Mman.munmap(page, 4096);
    Unistd.close(fd);
  }

  private static void move(int fd, long page) {
    for (int i = 0; i < CALLS / 5; i++) {
      Unistd.lseek(fd, 1024, 0);
      Unistd.write(fd, page + 64, 32);
      Unistd.writev(fd, page, 1);
      Unistd.read(fd, page + 64, 32);
      Unistd.readv(fd, page, 1);
    }
  }
}
