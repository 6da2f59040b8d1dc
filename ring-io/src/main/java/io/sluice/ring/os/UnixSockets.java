package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * sys/un.h: stream sockets between processes of one machine, and their addresses, which are paths.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixSockets {
  /** The longest path a Unix socket can have; the kernel's field is one longer for a zero. */
  public static final int MAX_PATH = 107;

  static final StructLayout SOCKADDR_UN =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_SHORT.withName("sun_family"),
              MemoryLayout.sequenceLayout(108, ValueLayout.JAVA_BYTE).withName("sun_path"))
          .withName("sockaddr_un");

  private static final MethodHandle SOCKETPAIR =
      Native.function("socketpair", FunctionDescriptor.of(INT, INT, INT, INT, POINTER));
  private static final MethodHandle BIND =
      Native.function("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle CONNECT =
      Native.function("connect", FunctionDescriptor.of(INT, INT, POINTER, INT));

  private UnixSockets() {}

  /** A non-blocking Unix stream socket. */
  public static int stream() {
    return Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0);
  }

  /** Two connected Unix stream sockets. */
  public static int[] streamPair() {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r =
          (int)
              SOCKETPAIR.invokeExact(
                  s.capture,
                  Sockets.AF_UNIX,
                  Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC,
                  0,
                  s.struct.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("socketpair(AF_UNIX)", s.errno());
    }
    return new int[] {s.struct.get(ValueLayout.JAVA_INT, 0), s.struct.get(ValueLayout.JAVA_INT, 4)};
  }

  public static void bind(int fd, String path) {
    Native.Scratch s = Native.scratch();
    MemorySegment address = address(s, path);
    int r;
    try {
      r = (int) BIND.invokeExact(s.capture, fd, address.address(), (int) address.byteSize());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("bind(" + path + ")", s.errno());
    }
  }

  /**
   * @return 0 when connected; MISSING, REFUSED, or WOULD_BLOCK when the listener's queue is full
   */
  public static int connect(int fd, String path) {
    Native.Scratch s = Native.scratch();
    MemorySegment address = address(s, path);
    while (true) {
      int r;
      try {
        r = (int) CONNECT.invokeExact(s.capture, fd, address.address(), (int) address.byteSize());
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (r == 0) {
        return 0;
      }
      switch (s.errno()) {
        case Errno.EINTR -> {}
        case Errno.ENOENT, Errno.ECONNREFUSED, Errno.EAGAIN -> {
          return -s.errno();
        }
        default -> throw new OsException("connect(" + path + ")", s.errno());
      }
    }
  }

  /** Checks that a socket can have this path; says what to do when it cannot. */
  public static void checkPath(String path) {
    int length = path.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MAX_PATH || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a socket path has 1 to "
              + MAX_PATH
              + " bytes, this one has "
              + length
              + "; use a shorter directory: "
              + path);
    }
  }

  private static MemorySegment address(Native.Scratch s, String path) {
    checkPath(path);
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    MemorySegment address = s.zeroed(SOCKADDR_UN.byteSize());
    address.set(ValueLayout.JAVA_SHORT, 0, (short) Sockets.AF_UNIX);
    MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
    return address;
  }
}
