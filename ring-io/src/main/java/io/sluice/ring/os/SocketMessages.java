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
 * sys/socket.h's messages: bytes over a connected socket, and descriptors with them (SCM_RIGHTS).
 * Neither way waits; sending never raises SIGPIPE.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
public final class SocketMessages {
  public static final int SOL_SOCKET = 1;
  public static final int SCM_RIGHTS = 1;
  public static final int MSG_CTRUNC = 0x8;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int MSG_CMSG_CLOEXEC = 0x40000000;

  /** The most bytes one {@link #receive} or {@link #send} moves. */
  public static final int MAX_TRANSFER = 8192;

  /** The most descriptors one {@link #receive} takes; the kernel closes what exceeds it. */
  public static final int MAX_FDS = 32;

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

  // No result of a transfer: those are counts, or minus an errno.
  private static final int AGAIN = Integer.MIN_VALUE;

  private static final MethodHandle RECVMSG =
      Native.function("recvmsg", FunctionDescriptor.of(LONG, INT, POINTER, INT));
  private static final MethodHandle SENDMSG =
      Native.function("sendmsg", FunctionDescriptor.of(LONG, INT, POINTER, INT));

  private SocketMessages() {}

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
      int result = result("recvmsg", fd, s.errno());
      if (result != AGAIN) {
        return result;
      }
    }
  }

  private static void takeDescriptors(MemorySegment m, Descriptors descriptors) {
    descriptors.truncated((m.get(INT, MSG_FLAGS) & MSG_CTRUNC) != 0);
    long end = AT_CONTROL + m.get(LONG, MSG_CONTROLLEN);
    long at = AT_CONTROL;
    while (at + CMSG_DATA <= end) {
      long length = m.get(LONG, at);
      if (length < CMSG_DATA) {
        return;
      }
      if (m.get(INT, at + CMSG_LEVEL) == SOL_SOCKET && m.get(INT, at + CMSG_TYPE) == SCM_RIGHTS) {
        for (long f = at + CMSG_DATA; f + 4 <= Math.min(at + length, end); f += 4) {
          descriptors.add(m.get(INT, f));
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
      int result = result("sendmsg", fd, s.errno());
      if (result != AGAIN) {
        return result;
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

  /** What a failed transfer returns: a named result, or AGAIN when a signal came between. */
  private static int result(String call, int fd, int errno) {
    return switch (errno) {
      case Errno.EINTR -> AGAIN;
      case Errno.EAGAIN -> Errno.WOULD_BLOCK;
      case Errno.ECONNRESET, Errno.EPIPE -> Errno.PEER_GONE;
      default -> throw new OsException(call + "(fd=" + fd + ")", errno);
    };
  }
}
