package io.sluice.ring.memory;

import io.sluice.ring.os.Errno;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Mman;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Unistd;

/**
 * A mapped memory file that packets lie in: on 2 MB huge pages when there are enough free ones, on
 * plain pages otherwise. It is a file so that another process can be given it.
 *
 * <p>Invariant: the file is sealed against shrinking and its pages are taken at once, so access
 * within {@link #address}, {@link #size} never faults. Whoever made it closes it, after every lane
 * has stopped using its addresses.
 */
public final class Region implements AutoCloseable {
  private static final long HUGE_PAGE = 2L << 20;
  private static final long PAGE = 4096;

  private final long address;
  private final long size;
  private final int fd;
  private final String description;
  private final boolean huge;
  private boolean closed;

  private Region(long address, long size, int fd, boolean huge, String description) {
    this.address = address;
    this.size = size;
    this.fd = fd;
    this.huge = huge;
    this.description = description;
  }

  /** At least {@code size} zeroed bytes on plain pages. */
  public static Region plain(String name, long size) {
    return map(name, size, false, mebibytes(roundUp(size, PAGE)) + " on plain pages");
  }

  /** At least {@code size} zeroed bytes, on huge pages if they are to be had. */
  public static Region preferHuge(String name, long size) {
    String why;
    try {
      return map(name, size, true, mebibytes(roundUp(size, HUGE_PAGE)) + " on 2 MB huge pages");
    } catch (OsException e) {
      why =
          e.errno() == Errno.ENOMEM
              ? roundUp(size, HUGE_PAGE) / HUGE_PAGE + " free huge pages are needed"
              : "no huge pages here: " + e.getMessage();
    }
    return map(name, size, false, mebibytes(roundUp(size, PAGE)) + " on plain pages (" + why + ")");
  }

  /**
   * Bytes of this region, which are as long there as it is: closing the part does nothing.
   *
   * @throws IllegalArgumentException when this region has not all of them
   */
  public Region part(long offset, long size) {
    if (offset < 0 || size <= 0 || offset > this.size - size) {
      throw new IllegalArgumentException(
          size + " bytes from " + offset + " on, of a region of " + this.size);
    }
    Region part = new Region(address + offset, size, fd, huge, description);
    part.closed = true;
    return part;
  }

  private static Region map(String name, long wanted, boolean huge, String description) {
    if (wanted <= 0) {
      throw new IllegalArgumentException("a region has at least one byte, not " + wanted);
    }
    long size = roundUp(wanted, huge ? HUGE_PAGE : PAGE);
    int flags = Mman.MFD_ALLOW_SEALING | (huge ? Mman.MFD_HUGETLB | Mman.MFD_HUGE_2MB : 0);
    int fd = Mman.memfdCreate(name, flags);
    try {
      Unistd.ftruncate(fd, size);
      Fcntl.fcntl(fd, Fcntl.F_ADD_SEALS, Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW);
      // Huge pages are reserved by mmap, which fails when there are too few: no fault comes later.
      long address =
          Mman.mmap(
              0,
              size,
              Mman.PROT_READ | Mman.PROT_WRITE,
              Mman.MAP_SHARED | Mman.MAP_POPULATE,
              fd,
              0);
      return new Region(address, size, fd, huge, description);
    } catch (OsException e) {
      Unistd.close(fd);
      throw e;
    }
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }

  private static String mebibytes(long bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }

  public long address() {
    return address;
  }

  public long size() {
    return size;
  }

  /** The memory file; ours until {@link #close}. */
  public int fd() {
    return fd;
  }

  /** Whether it lies on huge pages. */
  public boolean huge() {
    return huge;
  }

  /** How much, on what, and why not on huge pages: for people. */
  public String describe() {
    return description;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Mman.munmap(address, size);
      Unistd.close(fd);
    }
  }
}
