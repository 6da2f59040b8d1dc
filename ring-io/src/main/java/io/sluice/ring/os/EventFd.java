package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.LONG;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * sys/eventfd.h: counters that wake whoever polls them; kicks and calls are these.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
 */
public final class EventFd {
  public static final int EFD_CLOEXEC = 0x80000;
  public static final int EFD_NONBLOCK = 0x800;

  private static final MethodHandle EVENTFD =
      Native.function("eventfd", FunctionDescriptor.of(INT, INT, INT));

  private static final MethodHandle WRITE =
      Native.function("write", FunctionDescriptor.of(LONG, INT, POINTER, LONG));

  /** Never changes, so all threads may signal from it. */
  private static final MemorySegment ONE = Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1);

  private static final long ONE_ADDRESS = ONE.address();

  private EventFd() {}

  /** A new non-blocking eventfd that counts 0. */
  public static int create() {
    Native.Scratch s = Native.scratch();
    int fd;
    try {
      fd = (int) EVENTFD.invokeExact(s.capture, 0, EFD_CLOEXEC | EFD_NONBLOCK);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (fd < 0) {
      throw new OsException("eventfd()", s.errno());
    }
    return fd;
  }

  /**
   * Adds 1 to an eventfd that only this process holds; others can make a write wait, so theirs are
   * signalled with {@link EventSignal}. Does not allocate, throw or (the descriptor being
   * non-blocking) wait.
   *
   * @return false when nobody was woken: the descriptor is closed, no eventfd, or its counter is
   *     full (then a wake-up is pending anyway)
   */
  public static boolean signal(int fd) {
    Native.Scratch s = Native.scratch();
    try {
      return (long) WRITE.invokeExact(s.capture, fd, ONE_ADDRESS, 8L) == 8;
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
  }

  /**
   * Takes the count and sets it to 0. The descriptor must be non-blocking.
   *
   * @return the count, 0 when there was nothing to take
   */
  public static long drain(int fd) {
    Native.Scratch s = Native.scratch();
    long n = Unistd.read(fd, s.struct.address(), 8);
    return n == 8 ? s.struct.get(ValueLayout.JAVA_LONG, 0) : 0;
  }
}
