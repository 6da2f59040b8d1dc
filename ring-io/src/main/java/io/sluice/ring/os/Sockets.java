package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * sys/socket.h, what is the same for sockets of all families. All sockets made here are
 * non-blocking and close-on-exec. Addresses: {@link UnixSockets}; bytes and descriptors: {@link
 * SocketMessages}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
public final class Sockets {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;

  private static final MethodHandle SOCKET =
      Native.function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle LISTEN =
      Native.function("listen", FunctionDescriptor.of(INT, INT, INT));
  private static final MethodHandle ACCEPT4 =
      Native.function("accept4", FunctionDescriptor.of(INT, INT, POINTER, POINTER, INT));
  private static final MethodHandle SHUTDOWN =
      Native.function("shutdown", FunctionDescriptor.of(INT, INT, INT));

  private Sockets() {}

  public static int socket(int domain, int type, int protocol) {
    Native.Scratch s = Native.scratch();
    int fd;
    try {
      fd =
          (int)
              SOCKET.invokeExact(s.capture, domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (fd < 0) {
      throw new OsException("socket(domain=" + domain + ", type=" + type + ")", s.errno());
    }
    return fd;
  }

  public static void listen(int fd, int backlog) {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) LISTEN.invokeExact(s.capture, fd, backlog);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("listen(fd=" + fd + ")", s.errno());
    }
  }

  /**
   * @return a non-blocking connection, or WOULD_BLOCK when nobody waits
   */
  public static int accept(int fd) {
    Native.Scratch s = Native.scratch();
    while (true) {
      int connection;
      try {
        connection = (int) ACCEPT4.invokeExact(s.capture, fd, 0L, 0L, SOCK_NONBLOCK | SOCK_CLOEXEC);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (connection >= 0) {
        return connection;
      }
      switch (s.errno()) {
        case Errno.EAGAIN -> {
          return Errno.WOULD_BLOCK;
        }
        case Errno.EINTR, Errno.ECONNABORTED -> {}
        default -> throw new OsException("accept4(fd=" + fd + ")", s.errno());
      }
    }
  }

  /** Ends both directions: the peer reads the end, as do we. A peer already gone is no error. */
  public static void shutdown(int fd) {
    Native.Scratch s = Native.scratch();
    try {
      int ignored = (int) SHUTDOWN.invokeExact(s.capture, fd, 2);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
  }
}
