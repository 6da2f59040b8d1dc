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
 * poll.h: what can be done with a descriptor now. To wait for several there is {@link Epoll}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
 */
public final class Poll {
  public static final short POLLOUT = 0x4;

  static final StructLayout POLLFD =
      MemoryLayout.structLayout(
              INT.withName("fd"),
              ValueLayout.JAVA_SHORT.withName("events"),
              ValueLayout.JAVA_SHORT.withName("revents"))
          .withName("pollfd");

  private static final long FD = POLLFD.byteOffset(Native.field("fd"));
  private static final long EVENTS = POLLFD.byteOffset(Native.field("events"));
  private static final long REVENTS = POLLFD.byteOffset(Native.field("revents"));

  private static final MethodHandle POLL =
      Native.function("poll", FunctionDescriptor.of(INT, POINTER, LONG, INT));

  private Poll() {}

  /** Whether a write would be taken now; does not wait. */
  public static boolean writable(int fd) {
    Native.Scratch s = Native.scratch();
    MemorySegment request = s.struct;
    request.set(ValueLayout.JAVA_INT, FD, fd);
    request.set(ValueLayout.JAVA_SHORT, EVENTS, POLLOUT);
    request.set(ValueLayout.JAVA_SHORT, REVENTS, (short) 0);
    int r;
    try {
      r = (int) POLL.invokeExact(s.capture, request.address(), 1L, 0);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("poll(fd=" + fd + ")", s.errno());
    }
    return (request.get(ValueLayout.JAVA_SHORT, REVENTS) & POLLOUT) != 0;
  }
}
