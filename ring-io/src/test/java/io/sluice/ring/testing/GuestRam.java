package io.sluice.ring.testing;

import io.sluice.ring.os.Mman;
import io.sluice.ring.os.Unistd;

/**
 * Memory of a pretended guest: a memfd mapped in this process at {@link #address}. Its user address
 * is another number on purpose, so that nothing works without translation.
 */
public final class GuestRam implements AutoCloseable {
  private final int fd;
  private final long address;
  private final long fileOffset;
  private final long size;
  private final long guestBase;
  private final long userBase;

  public GuestRam(long size) {
    this(size, 0x1_0000_0000L, 0x7e00_0000_0000L, 0);
  }

  /**
   * @param fileOffset bytes of the file before the region starts
   */
  public GuestRam(long size, long guestBase, long userBase, long fileOffset) {
    this.size = size;
    this.guestBase = guestBase;
    this.userBase = userBase;
    this.fileOffset = fileOffset;
    fd = Mman.memfdCreate("guest", 0);
    Unistd.ftruncate(fd, fileOffset + size);
    address =
        Mman.mmap(0, fileOffset + size, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, fd, 0);
  }

  /** Where the guest's byte {@code offset} is in this process, through the test's own mapping. */
  public long address(long offset) {
    return address + fileOffset + offset;
  }

  public long guest(long offset) {
    return guestBase + offset;
  }

  public long user(long offset) {
    return userBase + offset;
  }

  public int fd() {
    return fd;
  }

  public long size() {
    return size;
  }

  public long fileOffset() {
    return fileOffset;
  }

  /** Takes the file away under everyone who mapped it. */
  public void truncate() {
    Unistd.ftruncate(fd, 0);
  }

  @Override
  public void close() {
    Mman.munmap(address, fileOffset + size);
    Unistd.close(fd);
  }
}
