package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.LONG;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * sys/stat.h and sys/vfs.h: what a descriptor is, how large, and of which file system.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fstat.2.html">fstat(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/fstatfs.2.html">fstatfs(2)</a>
 */
public final class Stat {
  public static final int S_IFMT = 0xf000;
  public static final int S_IFSOCK = 0xc000;
  public static final int S_IFREG = 0x8000;
  public static final int S_IFDIR = 0x4000;
  public static final int S_IFIFO = 0x1000;

  public static final long HUGETLBFS_MAGIC = 0x958458f6L;
  public static final long TMPFS_MAGIC = 0x01021994L;

  static final StructLayout STAT =
      MemoryLayout.structLayout(
              LONG.withName("st_dev"),
              LONG.withName("st_ino"),
              LONG.withName("st_nlink"),
              INT.withName("st_mode"),
              INT.withName("st_uid"),
              INT.withName("st_gid"),
              MemoryLayout.paddingLayout(4),
              LONG.withName("st_rdev"),
              LONG.withName("st_size"),
              LONG.withName("st_blksize"),
              LONG.withName("st_blocks"),
              MemoryLayout.sequenceLayout(9, LONG).withName("rest"))
          .withName("stat");
  static final StructLayout STATFS =
      MemoryLayout.structLayout(
              LONG.withName("f_type"),
              LONG.withName("f_bsize"),
              MemoryLayout.sequenceLayout(13, LONG).withName("rest"))
          .withName("statfs");

  private static final long MODE = STAT.byteOffset(Native.field("st_mode"));
  private static final long SIZE = STAT.byteOffset(Native.field("st_size"));
  private static final long DEV = STAT.byteOffset(Native.field("st_dev"));
  private static final long INO = STAT.byteOffset(Native.field("st_ino"));

  private static final MethodHandle FSTAT =
      Native.function("fstat", FunctionDescriptor.of(INT, INT, POINTER));
  private static final MethodHandle FSTATFS =
      Native.function("fstatfs", FunctionDescriptor.of(INT, INT, POINTER));
  private static final MethodHandle FCHMOD =
      Native.function("fchmod", FunctionDescriptor.of(INT, INT, INT));

  private Stat() {}

  /**
   * @param mode type (S_IF...) and permissions
   * @param size bytes
   */
  public record FileStatus(long device, long inode, int mode, long size) {
    public boolean isRegular() {
      return (mode & S_IFMT) == S_IFREG;
    }
  }

  public static FileStatus fstat(int fd) {
    Native.Scratch s = Native.scratch();
    MemorySegment buffer = s.zeroed(STAT.byteSize());
    int r;
    try {
      r = (int) FSTAT.invokeExact(s.capture, fd, buffer.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("fstat(fd=" + fd + ")", s.errno());
    }
    return new FileStatus(
        buffer.get(ValueLayout.JAVA_LONG, DEV),
        buffer.get(ValueLayout.JAVA_LONG, INO),
        buffer.get(ValueLayout.JAVA_INT, MODE),
        buffer.get(ValueLayout.JAVA_LONG, SIZE));
  }

  /**
   * @param type a magic number, HUGETLBFS_MAGIC among them
   * @param blockSize for hugetlbfs: the size of its pages
   */
  public record FileSystem(long type, long blockSize) {
    public boolean isHugeTlb() {
      return type == HUGETLBFS_MAGIC;
    }
  }

  public static FileSystem fstatfs(int fd) {
    Native.Scratch s = Native.scratch();
    MemorySegment buffer = s.zeroed(STATFS.byteSize());
    int r;
    try {
      r = (int) FSTATFS.invokeExact(s.capture, fd, buffer.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("fstatfs(fd=" + fd + ")", s.errno());
    }
    return new FileSystem(
        buffer.get(ValueLayout.JAVA_LONG, 0), buffer.get(ValueLayout.JAVA_LONG, 8));
  }

  /** On a Unix socket before bind: the permissions its name will get. */
  public static void fchmod(int fd, int mode) {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) FCHMOD.invokeExact(s.capture, fd, mode);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException(
          "fchmod(fd=" + fd + ", mode=0" + Integer.toOctalString(mode) + ")", s.errno());
    }
  }
}
