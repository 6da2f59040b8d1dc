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
import java.nio.charset.StandardCharsets;

/**
 * sys/socket.h and sys/un.h: Unix stream sockets that carry descriptors. All sockets made here are
 * non-blocking and close-on-exec; send never raises SIGPIPE.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
public final class Sockets {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOL_SOCKET = 1;
  public static final int SCM_RIGHTS = 1;
  public static final int MSG_CTRUNC = 0x8;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int MSG_CMSG_CLOEXEC = 0x40000000;

  /** The longest path a Unix socket can have; the kernel's field is one longer for a zero. */
  public static final int MAX_PATH = 107;

  /** The most bytes one {@link #receive} or {@link #send} moves. */
  public static final int MAX_TRANSFER = 8192;

  /** The most descriptors one {@link #receive} takes; the kernel closes what exceeds it. */
  public static final int MAX_FDS = 32;

  static final StructLayout SOCKADDR_UN =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_SHORT.withName("sun_family"),
              MemoryLayout.sequenceLayout(108, ValueLayout.JAVA_BYTE).withName("sun_path"))
          .withName("sockaddr_un");
  static final StructLayout IOVEC =
      MemoryLayout.structLayout(LONG.withName("iov_base"), LONG.withName("iov_len"))
          .withName("iovec");
  static final StructLayout MSGHDR =
      MemoryLayout.structLayout(
              LONG.withName("msg_name"),
              INT.withName("msg_namelen"),
              MemoryLayout.paddingLayout(4),
              LONG.withName("msg_iov"),
              LONG.withName("msg_iovlen"),
              LONG.withName("msg_control"),
              LONG.withName("msg_controllen"),
              INT.withName("msg_flags"),
              MemoryLayout.paddingLayout(4))
          .withName("msghdr");
  static final StructLayout CMSGHDR =
      MemoryLayout.structLayout(
              LONG.withName("cmsg_len"), INT.withName("cmsg_level"), INT.withName("cmsg_type"))
          .withName("cmsghdr");

  private static final long MSG_IOV = MSGHDR.byteOffset(Native.field("msg_iov"));
  private static final long MSG_IOVLEN = MSGHDR.byteOffset(Native.field("msg_iovlen"));
  private static final long MSG_CONTROL = MSGHDR.byteOffset(Native.field("msg_control"));
  private static final long MSG_CONTROLLEN = MSGHDR.byteOffset(Native.field("msg_controllen"));
  private static final long MSG_FLAGS = MSGHDR.byteOffset(Native.field("msg_flags"));
  private static final long CMSG_LEVEL = CMSGHDR.byteOffset(Native.field("cmsg_level"));
  private static final long CMSG_TYPE = CMSGHDR.byteOffset(Native.field("cmsg_type"));
  private static final int CMSG_DATA = (int) CMSGHDR.byteSize();

  // Where a msghdr, its iovec and its control bytes lie in this thread's scratch struct.
  private static final int AT_IOVEC = 64;
  private static final int AT_CONTROL = 128;
  private static final int CONTROL_SPACE = CMSG_DATA + MAX_FDS * 4;

  private static final MethodHandle SOCKET =
      Native.function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle SOCKETPAIR =
      Native.function("socketpair", FunctionDescriptor.of(INT, INT, INT, INT, POINTER));
  private static final MethodHandle BIND =
      Native.function("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle LISTEN =
      Native.function("listen", FunctionDescriptor.of(INT, INT, INT));
  private static final MethodHandle ACCEPT4 =
      Native.function("accept4", FunctionDescriptor.of(INT, INT, POINTER, POINTER, INT));
  private static final MethodHandle CONNECT =
      Native.function("connect", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle SHUTDOWN =
      Native.function("shutdown", FunctionDescriptor.of(INT, INT, INT));
  private static final MethodHandle RECVMSG =
      Native.function("recvmsg", FunctionDescriptor.of(LONG, INT, POINTER, INT));
  private static final MethodHandle SENDMSG =
      Native.function("sendmsg", FunctionDescriptor.of(LONG, INT, POINTER, INT));

  private Sockets() {}

  /** A non-blocking Unix stream socket. */
  public static int unixStream() {
    return socket(AF_UNIX, SOCK_STREAM, 0);
  }

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

  /** Two connected Unix stream sockets. */
  public static int[] unixStreamPair() {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r =
          (int)
              SOCKETPAIR.invokeExact(
                  s.capture,
                  AF_UNIX,
                  SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
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

  public static void bindUnix(int fd, String path) {
    Native.Scratch s = Native.scratch();
    MemorySegment address = unixAddress(s, path);
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

  /**
   * @return 0 when connected; MISSING, REFUSED, or WOULD_BLOCK when the listener's queue is full
   */
  public static int connectUnix(int fd, String path) {
    Native.Scratch s = Native.scratch();
    MemorySegment address = unixAddress(s, path);
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

  /** Ends both directions: the peer reads the end, as do we. A peer already gone is no error. */
  public static void shutdown(int fd) {
    Native.Scratch s = Native.scratch();
    try {
      int ignored = (int) SHUTDOWN.invokeExact(s.capture, fd, 2);
    } catch (Throwable t) {
      throw Native.impossible(t);
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

  private static MemorySegment unixAddress(Native.Scratch s, String path) {
    checkPath(path);
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    MemorySegment address = s.zeroed(SOCKADDR_UN.byteSize());
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
    return address;
  }

  /** Descriptors that came with a {@link #receive}. Whoever receives owns them. */
  public static final class Descriptors {
    private final int[] fds = new int[MAX_FDS];
    private int count;
    private boolean truncated;

    public int count() {
      return count;
    }

    public int get(int i) {
      if (i >= count) {
        throw new IndexOutOfBoundsException(i);
      }
      return fds[i];
    }

    /** Whether the sender passed more than fit; the kernel has closed those. */
    public boolean truncated() {
      return truncated;
    }

    /** Closes all. */
    public void close() {
      for (int i = 0; i < count; i++) {
        Unistd.close(fds[i]);
      }
      clear();
    }

    /** Forgets all, after their owner took them. */
    public void clear() {
      count = 0;
      truncated = false;
    }
  }

  /**
   * Receives bytes, and the descriptors that came with them, which are cleared before.
   *
   * @param length at most {@link #MAX_TRANSFER}
   * @return bytes, 0 at the end of the stream, WOULD_BLOCK or PEER_GONE
   */
  public static int receive(int fd, byte[] into, int offset, int length, Descriptors descriptors) {
    descriptors.clear();
    Native.Scratch s = Native.scratch();
    MemorySegment struct = s.struct;
    while (true) {
      header(s, Math.min(length, MAX_TRANSFER), CONTROL_SPACE);
      long n;
      try {
        n =
            (long)
                RECVMSG.invokeExact(
                    s.capture, fd, struct.address(), MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (n >= 0) {
        takeDescriptors(struct, descriptors);
        MemorySegment.copy(s.data, ValueLayout.JAVA_BYTE, 0, into, offset, (int) n);
        return (int) n;
      }
      switch (s.errno()) {
        case Errno.EINTR -> {}
        case Errno.EAGAIN -> {
          return Errno.WOULD_BLOCK;
        }
        case Errno.ECONNRESET, Errno.EPIPE -> {
          return Errno.PEER_GONE;
        }
        default -> throw new OsException("recvmsg(fd=" + fd + ")", s.errno());
      }
    }
  }

  private static void header(Native.Scratch s, long length, long controlLength) {
    MemorySegment m = s.zeroed(AT_CONTROL);
    m.set(LONG, AT_IOVEC, s.data.address());
    m.set(LONG, AT_IOVEC + 8, length);
    m.set(LONG, MSG_IOV, m.address() + AT_IOVEC);
    m.set(LONG, MSG_IOVLEN, 1);
    m.set(LONG, MSG_CONTROL, controlLength == 0 ? 0 : m.address() + AT_CONTROL);
    m.set(LONG, MSG_CONTROLLEN, controlLength);
  }

  private static void takeDescriptors(MemorySegment m, Descriptors descriptors) {
    descriptors.truncated = (m.get(INT, MSG_FLAGS) & MSG_CTRUNC) != 0;
    long end = AT_CONTROL + m.get(LONG, MSG_CONTROLLEN);
    long at = AT_CONTROL;
    while (at + CMSG_DATA <= end) {
      long length = m.get(LONG, at);
      if (length < CMSG_DATA) {
        return;
      }
      if (m.get(INT, at + CMSG_LEVEL) == SOL_SOCKET && m.get(INT, at + CMSG_TYPE) == SCM_RIGHTS) {
        for (long f = at + CMSG_DATA; f + 4 <= Math.min(at + length, end); f += 4) {
          descriptors.fds[descriptors.count++] = m.get(INT, f);
        }
      }
      at += (length + 7) & -8;
    }
  }

  /**
   * Sends bytes and, with the first of them, descriptors (which stay the caller's).
   *
   * @param length at most {@link #MAX_TRANSFER}
   * @return bytes sent, WOULD_BLOCK or PEER_GONE
   */
  public static int send(int fd, byte[] from, int offset, int length, int... descriptors) {
    Native.Scratch s = Native.scratch();
    int n = Math.min(length, MAX_TRANSFER);
    MemorySegment.copy(from, offset, s.data, ValueLayout.JAVA_BYTE, 0, n);
    int control = descriptors.length == 0 ? 0 : CMSG_DATA + ((descriptors.length * 4 + 7) & -8);
    if (AT_CONTROL + control > Native.STRUCT_BYTES) {
      throw new IllegalArgumentException("too many descriptors: " + descriptors.length);
    }
    while (true) {
      header(s, n, control);
      MemorySegment m = s.struct;
      if (control > 0) {
        m.set(LONG, AT_CONTROL, CMSG_DATA + descriptors.length * 4L);
        m.set(INT, AT_CONTROL + CMSG_LEVEL, SOL_SOCKET);
        m.set(INT, AT_CONTROL + CMSG_TYPE, SCM_RIGHTS);
        MemorySegment.copy(descriptors, 0, m, INT, AT_CONTROL + CMSG_DATA, descriptors.length);
      }
      long sent;
      try {
        sent = (long) SENDMSG.invokeExact(s.capture, fd, m.address(), MSG_NOSIGNAL | MSG_DONTWAIT);
      } catch (Throwable t) {
        throw Native.impossible(t);
      }
      if (sent >= 0) {
        return (int) sent;
      }
      switch (s.errno()) {
        case Errno.EINTR -> {}
        case Errno.EAGAIN -> {
          return Errno.WOULD_BLOCK;
        }
        case Errno.ECONNRESET, Errno.EPIPE -> {
          return Errno.PEER_GONE;
        }
        default -> throw new OsException("sendmsg(fd=" + fd + ")", s.errno());
      }
    }
  }
}
