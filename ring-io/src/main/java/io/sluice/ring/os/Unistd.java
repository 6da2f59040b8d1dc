package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.LONG;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * unistd.h and sys/uio.h: reading, writing and closing descriptors.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/readv.2.html">readv(2)</a>
 */
public final class Unistd {
  /** Bytes of a struct iovec: base at 0, length at 8. */
  public static final int IOVEC_SIZE = 16;

  private static final MethodHandle READ =
      Native.function("read", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
  private static final MethodHandle WRITE =
      Native.function("write", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
  private static final MethodHandle READV =
      Native.function("readv", FunctionDescriptor.of(LONG, INT, POINTER, INT));
  private static final MethodHandle WRITEV =
      Native.function("writev", FunctionDescriptor.of(LONG, INT, POINTER, INT));
  private static final MethodHandle PWRITE =
      Native.function("pwrite", FunctionDescriptor.of(LONG, INT, POINTER, LONG, LONG));
  private static final MethodHandle PREAD =
      Native.function("pread", FunctionDescriptor.of(LONG, INT, POINTER, LONG, LONG));
  private static final MethodHandle LSEEK =
      Native.function("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT));
  private static final MethodHandle FTRUNCATE =
      Native.function("ftruncate", FunctionDescriptor.of(INT, INT, LONG));
  private static final MethodHandle CLOSE =
      Native.function("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle UNLINK =
      Native.function("unlink", FunctionDescriptor.of(INT, POINTER));

  private Unistd() {}

  /**
   * Hot path: allocates nothing.
   *
   * @return bytes read, 0 at the end, or WOULD_BLOCK, PEER_GONE, IO_ERROR
   */
  public static long read(int fd, long address, long length) {
    Native.Scratch s = Native.scratch();
    while (true) {
      long n;
      try {
        n = (long) READ.invokeExact(s.capture, fd, address, length);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (n >= 0) {
        return n;
      }
      if (s.errno() != Errno.EINTR) {
        return transferResult("read", fd, s.errno());
      }
    }
  }

  /**
   * Hot path: allocates nothing.
   *
   * @return bytes written, or WOULD_BLOCK, PEER_GONE, NO_BUFFERS, IO_ERROR
   */
  public static long write(int fd, long address, long length) {
    Native.Scratch s = Native.scratch();
    while (true) {
      long n;
      try {
        n = (long) WRITE.invokeExact(s.capture, fd, address, length);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (n >= 0) {
        return n;
      }
      if (s.errno() != Errno.EINTR) {
        return transferResult("write", fd, s.errno());
      }
    }
  }

  /**
   * Reads into {@code count} iovecs laid out at an address. Hot path: allocates nothing.
   *
   * @return as {@link #read}
   */
  public static long readv(int fd, long iovecs, int count) {
    Native.Scratch s = Native.scratch();
    while (true) {
      long n;
      try {
        n = (long) READV.invokeExact(s.capture, fd, iovecs, count);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (n >= 0) {
        return n;
      }
      if (s.errno() != Errno.EINTR) {
        return transferResult("readv", fd, s.errno());
      }
    }
  }

  /**
   * Writes from {@code count} iovecs laid out at an address. Hot path: allocates nothing.
   *
   * @return as {@link #write}
   */
  public static long writev(int fd, long iovecs, int count) {
    Native.Scratch s = Native.scratch();
    while (true) {
      long n;
      try {
        n = (long) WRITEV.invokeExact(s.capture, fd, iovecs, count);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (n >= 0) {
        return n;
      }
      if (s.errno() != Errno.EINTR) {
        return transferResult("writev", fd, s.errno());
      }
    }
  }

  /** What a lane must survive is a result; a wrong descriptor or argument is our own mistake. */
  private static long transferResult(String call, int fd, int errno) {
    return switch (errno) {
      case Errno.EAGAIN -> Errno.WOULD_BLOCK;
      case Errno.EPIPE, Errno.ECONNRESET -> Errno.PEER_GONE;
      case Errno.ENOBUFS, Errno.ENOMEM -> Errno.NO_BUFFERS;
      // A TAP that is down says EIO, one that was deleted EBADFD; EINVAL is a frame it dislikes;
      // EFAULT is a borrowed segment in memory that its guest truncated.
      case Errno.EIO, Errno.EBADFD, Errno.EINVAL, Errno.ENETDOWN, Errno.ENODEV, Errno.EFAULT ->
          Errno.IO_ERROR;
      default -> throw new OsException(call + "(fd=" + fd + ")", errno);
    };
  }

  /**
   * Reads a 16-bit word at an offset of a file. A mapping of the file shows the same; but where a
   * mapping would fault, this tells.
   *
   * @return the word, or -1 when the file has none there
   */
  public static int preadShort(int fd, long offset) {
    Native.Scratch s = Native.scratch();
    long n;
    do {
      try {
        n = (long) PREAD.invokeExact(s.capture, fd, s.struct.address(), 2L, offset);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
    } while (n < 0 && s.errno() == Errno.EINTR);
    return n == 2 ? s.struct.get(ValueLayout.JAVA_SHORT, 0) & 0xffff : -1;
  }

  /** Writes at an offset of a file, all of it or throws. */
  public static void pwrite(int fd, long address, long length, long offset) {
    Native.Scratch s = Native.scratch();
    long done = 0;
    while (done < length) {
      long n;
      try {
        n = (long) PWRITE.invokeExact(s.capture, fd, address + done, length - done, offset + done);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (n > 0) {
        done += n;
      } else if (n == 0 || s.errno() != Errno.EINTR) {
        throw new OsException(
            "pwrite(fd=" + fd + ", length=" + length + ", offset=" + offset + ")",
            n == 0 ? Errno.EIO : s.errno());
      }
    }
  }

  /**
   * @param whence 0 from the start, 1 from here, 2 from the end
   */
  public static long lseek(int fd, long offset, int whence) {
    Native.Scratch s = Native.scratch();
    long n;
    try {
      n = (long) LSEEK.invokeExact(s.capture, fd, offset, whence);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (n < 0) {
      throw new OsException(
          "lseek(fd=" + fd + ", offset=" + offset + ", whence=" + whence + ")", s.errno());
    }
    return n;
  }

  public static void ftruncate(int fd, long size) {
    Native.Scratch s = Native.scratch();
    int r;
    do {
      try {
        r = (int) FTRUNCATE.invokeExact(s.capture, fd, size);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
    } while (r < 0 && s.errno() == Errno.EINTR);
    if (r < 0) {
      throw new OsException("ftruncate(fd=" + fd + ", size=" + size + ")", s.errno());
    }
  }

  /**
   * Closes a descriptor that is ours. EBADF throws: it means that someone closed it before, and
   * might have closed another's.
   */
  public static void close(int fd) {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) CLOSE.invokeExact(s.capture, fd);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0 && s.errno() == Errno.EBADF) {
      throw new OsException("close(fd=" + fd + ")", s.errno());
    }
    // Any other error, EINTR too: Linux has released the descriptor all the same.
  }

  /**
   * @return whether there was such a name
   */
  public static boolean unlink(String path) {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) UNLINK.invokeExact(s.capture, s.string(path));
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0 && s.errno() != Errno.ENOENT) {
      throw new OsException("unlink(" + path + ")", s.errno());
    }
    return r == 0;
  }
}
