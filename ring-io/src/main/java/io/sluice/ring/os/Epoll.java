package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.LONG;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * sys/epoll.h: one set of descriptors and the buffer its events arrive in. {@link #await} belongs
 * to one thread; add, arm and remove may be called by any.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class Epoll implements AutoCloseable {
  public static final int EPOLLIN = 0x1;
  public static final int EPOLLOUT = 0x4;
  public static final int EPOLLERR = 0x8;
  public static final int EPOLLHUP = 0x10;
  public static final int EPOLLRDHUP = 0x2000;
  public static final int EPOLLONESHOT = 1 << 30;

  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;

  /** Packed on x86-64: the data follows the 4 bytes of events at once. */
  static final StructLayout EPOLL_EVENT =
      System.getProperty("os.arch").equals("aarch64")
          ? MemoryLayout.structLayout(
                  INT.withName("events"), MemoryLayout.paddingLayout(4), LONG.withName("data"))
              .withName("epoll_event")
          : MemoryLayout.structLayout(
                  INT.withName("events"), ValueLayout.JAVA_LONG_UNALIGNED.withName("data"))
              .withName("epoll_event");

  private static final long EVENT_SIZE = EPOLL_EVENT.byteSize();
  private static final long DATA = EPOLL_EVENT.byteOffset(Native.field("data"));

  private static final MethodHandle EPOLL_CREATE1 =
      Native.function("epoll_create1", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle EPOLL_CTL =
      Native.function("epoll_ctl", FunctionDescriptor.of(INT, INT, INT, INT, POINTER));
  private static final MethodHandle EPOLL_WAIT =
      Native.function("epoll_wait", FunctionDescriptor.of(INT, INT, POINTER, INT, INT));

  private final int fd;
  private final int maxEvents;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment events;

  public Epoll(int maxEvents) {
    this.maxEvents = maxEvents;
    Native.Scratch s = Native.scratch();
    try {
      fd = (int) EPOLL_CREATE1.invokeExact(s.capture, EPOLL_CLOEXEC);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (fd < 0) {
      arena.close();
      throw new OsException("epoll_create1()", s.errno());
    }
    events = arena.allocate(EVENT_SIZE * maxEvents, 8);
  }

  /** Watches a descriptor; {@code data} comes back with its events. */
  public void add(int watched, int interest, long data) {
    control("EPOLL_CTL_ADD", EPOLL_CTL_ADD, watched, interest, data);
  }

  /** Changes what is watched, or arms a one-shot descriptor again. */
  public void modify(int watched, int interest, long data) {
    control("EPOLL_CTL_MOD", EPOLL_CTL_MOD, watched, interest, data);
  }

  public void remove(int watched) {
    control("EPOLL_CTL_DEL", EPOLL_CTL_DEL, watched, 0, 0);
  }

  private void control(String name, int operation, int watched, int interest, long data) {
    Native.Scratch s = Native.scratch();
    MemorySegment event = s.struct;
    event.set(ValueLayout.JAVA_INT, 0, interest);
    event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, data);
    int r;
    try {
      r = (int) EPOLL_CTL.invokeExact(s.capture, fd, operation, watched, event.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("epoll_ctl(" + name + ", fd=" + watched + ")", s.errno());
    }
  }

  /**
   * Waits for events.
   *
   * @param timeoutMs -1 for ever, 0 not at all
   * @return how many there are
   */
  public int await(int timeoutMs) {
    Native.Scratch s = Native.scratch();
    int n;
    try {
      n = (int) EPOLL_WAIT.invokeExact(s.capture, fd, events.address(), maxEvents, timeoutMs);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (n >= 0) {
      return n;
    }
    if (s.errno() == Errno.EINTR) {
      return 0;
    }
    throw new OsException("epoll_wait(timeout=" + timeoutMs + " ms)", s.errno());
  }

  /** EPOLLIN and the like of event {@code i} of the last await. */
  public int events(int i) {
    return events.get(ValueLayout.JAVA_INT, i * EVENT_SIZE);
  }

  /** The data of event {@code i} of the last await. */
  public long data(int i) {
    return events.get(ValueLayout.JAVA_LONG_UNALIGNED, i * EVENT_SIZE + DATA);
  }

  /** Only when no thread awaits. */
  @Override
  public void close() {
    Unistd.close(fd);
    arena.close();
  }
}
