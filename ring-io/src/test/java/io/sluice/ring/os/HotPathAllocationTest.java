package io.sluice.ring.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.sluice.ring.memory.Memory;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The calls that a lane makes allocate nothing once compiled. */
class HotPathAllocationTest {
  private static final int WARM_UP = 30_000;
  private static final int COUNTED = 10_000;

  private static long allocatedBy(Runnable r) {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // What the measuring itself allocates, which is the same each time.
    long a = bean.getCurrentThreadAllocatedBytes();
    long b = bean.getCurrentThreadAllocatedBytes();
    r.run();
    return bean.getCurrentThreadAllocatedBytes() - b - (b - a);
  }

  @Test
  void shouldNotAllocateWhenSignalling() {
    int event = EventFd.create();
    signal(event, WARM_UP);
    assertEquals(0, allocatedBy(() -> signal(event, COUNTED)));
    Unistd.close(event);
  }

  private static void signal(int event, int times) {
    for (int i = 0; i < times; i++) {
      EventFd.signal(event);
    }
  }

  @Test
  void shouldNotAllocateWhenReadingAndWriting() {
    int fd = Mman.memfdCreate("hot", 0);
    Unistd.ftruncate(fd, 4096);
    long page = Mman.mmap(0, 4096, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, fd, 0);
    Memory.putLong(page, page + 64);
    Memory.putLong(page + 8, 32);
    move(fd, page, WARM_UP);
    assertEquals(0, allocatedBy(() -> move(fd, page, COUNTED)));
    Mman.munmap(page, 4096);
    Unistd.close(fd);
  }

  private static void move(int fd, long page, int times) {
    for (int i = 0; i < times; i++) {
      Unistd.lseek(fd, 1024, 0);
      Unistd.write(fd, page + 64, 32);
      Unistd.writev(fd, page, 1);
      Unistd.read(fd, page + 64, 32);
      Unistd.readv(fd, page, 1);
    }
  }
}
