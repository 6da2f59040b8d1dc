package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * fcntl.h: opening files, descriptor flags, seals.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
 */
public final class Fcntl {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_ACCMODE = 3;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;

  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int F_ADD_SEALS = 1033;
  public static final int F_GET_SEALS = 1034;
  public static final int F_DUPFD_CLOEXEC = 1030;
  public static final int FD_CLOEXEC = 1;

  public static final int F_SEAL_SEAL = 1;
  public static final int F_SEAL_SHRINK = 2;
  public static final int F_SEAL_GROW = 4;
  public static final int F_SEAL_WRITE = 8;

  private static final MethodHandle OPEN =
      Native.variadic("open", 2, FunctionDescriptor.of(INT, POINTER, INT, INT));
  private static final MethodHandle FCNTL =
      Native.variadic("fcntl", 2, FunctionDescriptor.of(INT, INT, INT, INT));

  private Fcntl() {}

  /**
   * @param mode permissions of a file this makes
   * @return the descriptor; O_CLOEXEC is always added
   */
  public static int open(String path, int flags, int mode) {
    Native.Scratch s = Native.scratch();
    while (true) {
      int fd;
      try {
        fd = (int) OPEN.invokeExact(s.capture, s.string(path), flags | O_CLOEXEC, mode);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (fd >= 0) {
        return fd;
      }
      if (s.errno() != Errno.EINTR) {
        throw new OsException(
            "open(" + path + ", flags=0x" + Integer.toHexString(flags) + ")", s.errno());
      }
    }
  }

  public static int fcntl(int fd, int command, int argument) {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) FCNTL.invokeExact(s.capture, fd, command, argument);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException(
          "fcntl(fd=" + fd + ", command=" + command + ", argument=" + argument + ")", s.errno());
    }
    return r;
  }

  /** Makes reads and writes of the descriptor return instead of wait. */
  public static void setNonBlocking(int fd) {
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  }

  /**
   * Whether a descriptor is of a file whose pages are memory: a memfd, or a file on tmpfs or
   * hugetlbfs. These alone have seals. Asks nobody outside of the kernel, as fstatfs would a FUSE
   * server.
   */
  public static boolean isMemoryFile(int fd) {
    try {
      fcntl(fd, F_GET_SEALS, 0);
      return true;
    } catch (OsException e) {
      return false;
    }
  }

  /** A second descriptor of the same open file. */
  public static int duplicate(int fd) {
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
  }
}
