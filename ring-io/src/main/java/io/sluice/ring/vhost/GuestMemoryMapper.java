package io.sluice.ring.vhost;

import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Mman;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Stat;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.virtqueue.GuestMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The mappings of one guest's memory. Owned by the session's thread. Invariant: a mapping goes away
 * only by a method here, and the engine calls those only while no ring runs.
 *
 * <p>The descriptors stay open, so that a file that shrank can be told ({@link #shrunk}).
 */
final class GuestMemoryMapper implements AutoCloseable {
  private static final int PAGE = 4096;

  /** A region as the front end gives it. */
  record Region(long guestBase, long size, long userBase, long mmapOffset) {
    private boolean sameAs(Region o) {
      return guestBase == o.guestBase && size == o.size && userBase == o.userBase;
    }
  }

  private record Mapping(Region region, int fd, long address, long length, long offset) {
    GuestMemory.Region view() {
      return new GuestMemory.Region(
          region.guestBase, region.size, region.userBase, address + (region.mmapOffset - offset));
    }

    void unmap() {
      Mman.munmap(address, length);
      Unistd.close(fd);
    }
  }

  private final int maxRegions;
  private final List<Mapping> mappings = new ArrayList<>();
  private final ShrinkWatch watch = new ShrinkWatch();
  private GuestMemory memory = GuestMemory.NONE;

  GuestMemoryMapper(int maxRegions) {
    this.maxRegions = maxRegions;
  }

  GuestMemory memory() {
    return memory;
  }

  /** Replaces the whole table, or changes nothing. Takes the descriptors it maps. */
  void replace(List<Region> regions, VhostMessage message) throws VhostRefusedException {
    checkTogether(regions);
    List<Mapping> fresh = new ArrayList<>();
    try {
      for (int i = 0; i < regions.size(); i++) {
        fresh.add(map(regions.get(i), message, i));
      }
    } catch (VhostRefusedException e) {
      unmapAll(fresh);
      throw e;
    }
    unmapAll(mappings);
    mappings.addAll(fresh);
    refresh();
  }

  /** Adds one region. Takes its descriptor when it succeeds. */
  void add(Region region, VhostMessage message) throws VhostRefusedException {
    List<Region> all = new ArrayList<>(mappings.stream().map(Mapping::region).toList());
    all.add(region);
    checkTogether(all);
    mappings.add(map(region, message, 0));
    refresh();
  }

  void remove(Region region) throws VhostRefusedException {
    for (Mapping m : mappings) {
      if (m.region.sameAs(region)) {
        mappings.remove(m);
        refresh();
        m.unmap();
        return;
      }
    }
    throw new VhostRefusedException("no memory region " + text(region) + " is there to remove");
  }

  /**
   * The 16-bit word at an address of the front end's own space, read through the file so that a
   * truncated one cannot fault; -1 when there is none.
   */
  int wordAtUser(long userAddress) {
    for (Mapping m : mappings) {
      long offset = userAddress - m.region.userBase;
      if (Long.compareUnsigned(offset, m.region.size - 1) < 0) {
        return Unistd.preadShort(m.fd, m.region.mmapOffset + offset);
      }
    }
    return -1;
  }

  /** Whether a file is now shorter than what is mapped of it, so that access to it faults. */
  boolean shrunk() {
    for (Mapping m : mappings) {
      if (Stat.fstat(m.fd).size() < m.region.mmapOffset + m.region.size) {
        return true;
      }
    }
    return false;
  }

  /** Whether a file may have been shorter for a moment since it was mapped; any thread. */
  boolean mayHaveShrunk() {
    return watch.suspicious();
  }

  /**
   * Puts anonymous memory in the place of every mapping: whoever still holds an address reads zeros
   * and faults no more. The guest is cut off; the session must end after it.
   */
  void neutralise() {
    for (Mapping m : mappings) {
      Mman.mmap(
          m.address,
          m.length,
          Mman.PROT_READ | Mman.PROT_WRITE,
          Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_NORESERVE | Mman.MAP_FIXED,
          -1,
          0);
    }
  }

  @Override
  public void close() {
    memory = GuestMemory.NONE;
    unmapAll(mappings);
    watch.close();
  }

  private void refresh() {
    memory = new GuestMemory(mappings.stream().map(Mapping::view).toList());
  }

  private static void unmapAll(List<Mapping> list) {
    while (!list.isEmpty()) {
      list.removeLast().unmap();
    }
  }

  private void checkTogether(List<Region> regions) throws VhostRefusedException {
    if (regions.size() > maxRegions) {
      throw new VhostRefusedException(
          regions.size() + " memory regions, expected at most " + maxRegions);
    }
    for (int i = 0; i < regions.size(); i++) {
      Region r = regions.get(i);
      if (r.size == 0
          || wraps(r.guestBase, r.size)
          || wraps(r.userBase, r.size)
          || r.mmapOffset < 0
          || r.size < 0
          || r.mmapOffset + r.size < 0) {
        throw new VhostRefusedException("memory region " + text(r) + " is empty or wraps");
      }
      for (int j = 0; j < i; j++) {
        Region o = regions.get(j);
        if (overlaps(r.guestBase, r.size, o.guestBase, o.size)) {
          throw new VhostRefusedException("memory region " + text(r) + " overlaps " + text(o));
        }
      }
    }
  }

  private static boolean wraps(long base, long size) {
    return Long.compareUnsigned(base + size - 1, base) < 0;
  }

  private static boolean overlaps(long a, long aSize, long b, long bSize) {
    return Long.compareUnsigned(a - b, bSize) < 0 || Long.compareUnsigned(b - a, aSize) < 0;
  }

  private Mapping map(Region r, VhostMessage message, int i) throws VhostRefusedException {
    int fd = message.fd(i);
    try {
      // First: of a file that a FUSE server keeps, even fstat can be made to wait.
      if (!Fcntl.isMemoryFile(fd)) {
        throw new VhostRefusedException(
            "memory region "
                + text(r)
                + " came with a descriptor that is no memfd and no file on tmpfs (as /dev/shm) or"
                + " hugetlbfs; pages of other files can have to be waited for. With QEMU: use"
                + " memory-backend-memfd, or memory-backend-file with mem-path on one of these");
      }
      watch.add(fd);
      Stat.FileStatus status = Stat.fstat(fd);
      if (status.size() < r.mmapOffset + r.size) {
        throw new VhostRefusedException(
            "memory region %s ends at %d of its file, which has only %d bytes"
                .formatted(text(r), r.mmapOffset + r.size, status.size()));
      }
      Stat.FileSystem fs = Stat.fstatfs(fd);
      long page = fs.isHugeTlb() ? fs.blockSize() : PAGE;
      long offset = r.mmapOffset & -page;
      long length = (r.mmapOffset - offset + r.size + page - 1) & -page;
      // Huge pages are reserved at once: a guest without them fails here, not with a fault later.
      int flags = Mman.MAP_SHARED | (fs.isHugeTlb() ? 0 : Mman.MAP_NORESERVE);
      long address = Mman.mmap(0, length, Mman.PROT_READ | Mman.PROT_WRITE, flags, fd, offset);
      Mman.madvise(address, length, Mman.MADV_DONTDUMP);
      return new Mapping(r, message.takeFd(i), address, length, offset);
    } catch (OsException e) {
      throw new VhostRefusedException("memory region " + text(r) + ": " + e.getMessage());
    }
  }

  private static String text(Region r) {
    return "[guest 0x%x, size 0x%x, offset 0x%x]".formatted(r.guestBase, r.size, r.mmapOffset);
  }
}
