package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.LONG;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * sys/mman.h: mappings and memory files.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 */
public final class Mman {
  public static final int PROT_NONE = 0;
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;

  public static final int MAP_SHARED = 0x01;
  public static final int MAP_PRIVATE = 0x02;
  public static final int MAP_FIXED = 0x10;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final int MAP_NORESERVE = 0x4000;
  public static final int MAP_POPULATE = 0x8000;
  public static final int MAP_HUGETLB = 0x40000;
  public static final int MAP_HUGE_2MB = 21 << 26;

  public static final int MFD_CLOEXEC = 1;
  public static final int MFD_ALLOW_SEALING = 2;
  public static final int MFD_HUGETLB = 4;
  public static final int MFD_HUGE_2MB = 21 << 26;

  public static final int MADV_DONTNEED = 4;
  public static final int MADV_HUGEPAGE = 14;
  public static final int MADV_DONTDUMP = 16;
  public static final int MADV_POPULATE_WRITE = 23;

  private static final MethodHandle MMAP =
      Native.function("mmap", FunctionDescriptor.of(POINTER, POINTER, LONG, INT, INT, INT, LONG));
  private static final MethodHandle MUNMAP =
      Native.function("munmap", FunctionDescriptor.of(INT, POINTER, LONG));
  private static final MethodHandle MADVISE =
      Native.function("madvise", FunctionDescriptor.of(INT, POINTER, LONG, INT));
  private static final MethodHandle MEMFD_CREATE =
      Native.function("memfd_create", FunctionDescriptor.of(INT, POINTER, INT));

  private Mman() {}

  /**
   * @param hint 0, or where to map (with MAP_FIXED: exactly there, replacing what is mapped)
   * @param fd -1 with MAP_ANONYMOUS
   * @return the address; failure throws (ENOMEM: no memory, or no huge pages left)
   */
  public static long mmap(long hint, long size, int protection, int flags, int fd, long offset) {
    Native.Scratch s = Native.scratch();
    long address;
    try {
      address = (long) MMAP.invokeExact(s.capture, hint, size, protection, flags, fd, offset);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (address == -1) {
      throw new OsException(
          "mmap(size=%d, protection=%d, flags=0x%x, fd=%d, offset=%d)"
              .formatted(size, protection, flags, fd, offset),
          s.errno());
    }
    return address;
  }

  public static void munmap(long address, long size) {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) MUNMAP.invokeExact(s.capture, address, size);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("munmap(size=" + size + ")", s.errno());
    }
  }

  /**
   * @return whether the kernel took the advice
   */
  public static boolean madvise(long address, long size, int advice) {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) MADVISE.invokeExact(s.capture, address, size, advice);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    return r == 0;
  }

  /** An anonymous file in memory; MFD_CLOEXEC is always added. */
  public static int memfdCreate(String name, int flags) {
    Native.Scratch s = Native.scratch();
    int fd;
    try {
      fd = (int) MEMFD_CREATE.invokeExact(s.capture, s.string(name), flags | MFD_CLOEXEC);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (fd < 0) {
      throw new OsException(
          "memfd_create(" + name + ", flags=0x" + Integer.toHexString(flags) + ")", s.errno());
    }
    return fd;
  }
}
