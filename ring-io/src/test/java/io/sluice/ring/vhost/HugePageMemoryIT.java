package io.sluice.ring.vhost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Mman;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Stat;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import org.junit.jupiter.api.Test;

/** Guest memory on 2 MB huge pages; needs three free ones. */
class HugePageMemoryIT {
  private static final long PAGE = 2 << 20;

  @Test
  void shouldMapHugePagesAlignedWithAnOffsetInsideAPage() throws VhostProtocolException {
    int fd = Mman.memfdCreate("huge", Mman.MFD_HUGETLB | Mman.MFD_HUGE_2MB);
    Unistd.ftruncate(fd, 3 * PAGE);
    assertTrue(Stat.fstatfs(fd).isHugeTlb());
    assertEquals(PAGE, Stat.fstatfs(fd).blockSize());
    long address;
    try {
      address = Mman.mmap(0, 3 * PAGE, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, fd, 0);
    } catch (OsException e) {
      Unistd.close(fd);
      assumeTrue(
          false,
          "skipped: no three free 2 MB huge pages (echo 8 >"
              + " /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages)");
      return;
    }
    try (VhostUserBackend backend = new VhostUserBackend(VhostDeviceConfig.single())) {
      // A region that starts and ends inside a page, as below a PC's 4 GB hole.
      long offset = PAGE + 0xa0000;
      long size = PAGE;
      byte[] table = FrontEnd.memTable(0x1_0000_0000L, size, 0x7000_0000L, offset);
      backend.handle(new VhostMessage(FrontEnd.SET_MEM_TABLE, 1, table, Fcntl.duplicate(fd)));
      Memory.putLong(address + offset + size - 8, 4711);
      long host = backend.memory().translate(0x1_0000_0000L + size - 8, 8);
      assertEquals(4711, Memory.getLong(host));
      assertEquals(0, (backend.memory().regions().getFirst().hostBase() - 0xa0000) & (PAGE - 1));
      // A ring in it runs: its used index is read through the file, which hugetlbfs allows too.
      Memory.putShort(address + offset + 8192 + 2, 321);
      long user = 0x7000_0000L;
      backend.handle(message(FrontEnd.SET_VRING_NUM, FrontEnd.state(0, 256)));
      backend.handle(
          message(
              FrontEnd.SET_VRING_ADDR, FrontEnd.ringAddress(0, user, user + 8192, user + 4096)));
      backend.handle(message(FrontEnd.SET_VRING_KICK, FrontEnd.u64(FrontEnd.NO_FD)));
      assertEquals(321, backend.runnable(0).usedIndex());
      // A region past the file's end is refused, and the old one stays.
      byte[] tooLong = FrontEnd.memTable(0x1_0000_0000L, 2 * size, 0x7000_0000L, offset);
      assertThrows(
          VhostProtocolException.class,
          () ->
              backend.handle(
                  new VhostMessage(FrontEnd.SET_MEM_TABLE, 1, tooLong, Fcntl.duplicate(fd))));
      assertEquals(4711, Memory.getLong(host));
    } finally {
      Mman.munmap(address, 3 * PAGE);
      Unistd.close(fd);
    }
  }

  private static VhostMessage message(int request, byte[] payload) {
    return new VhostMessage(request, 1, payload);
  }
}
