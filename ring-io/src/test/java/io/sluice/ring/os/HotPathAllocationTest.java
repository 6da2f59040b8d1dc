package io.sluice.ring.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.sluice.ring.memory.Memory;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * The calls that a lane makes allocate nothing once compiled. The compiler works beside the test,
 * so rounds are made until several in a row allocated nothing; code that allocates never gets
 * there.
 */
class HotPathAllocationTest {
  private static final int CALLS = 10_000;
  private static final int ROUNDS = 200;
  private static final int IN_A_ROW = 3;

  private static void assertAllocatesNothing(Runnable calls) {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int clean = 0;
    long last = 0;
    for (int i = 0; i < ROUNDS && clean < IN_A_ROW; i++) {
      // What the measuring itself allocates is the same each time.
      long a = bean.getCurrentThreadAllocatedBytes();
      long b = bean.getCurrentThreadAllocatedBytes();
      calls.run();
      last = bean.getCurrentThreadAllocatedBytes() - b - (b - a);
      clean = last == 0 ? clean + 1 : 0;
    }
    assertEquals(IN_A_ROW, clean, "bytes allocated by " + CALLS + " calls: " + last);
  }

  @Test
  void shouldNotAllocateWhenSignalling() {
    try (EventSignal event = EventSignal.of(EventFd.create())) {
      assertAllocatesNothing(() -> signal(event));
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
    assertAllocatesNothing(() -> move(fd, page));
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
