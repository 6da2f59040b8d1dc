package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * sys/inotify.h: told when a file is written to or truncated by a system call. Writing to a mapping
 * of it tells nothing. May be used by any thread, one at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
public final class Inotify implements AutoCloseable {
  public static final int IN_MODIFY = 0x2;
  public static final int IN_Q_OVERFLOW = 0x4000;

  private static final int IN_NONBLOCK = 0x800;
  private static final int IN_CLOEXEC = 0x80000;

  static final StructLayout INOTIFY_EVENT =
      MemoryLayout.structLayout(
              INT.withName("wd"), INT.withName("mask"), INT.withName("cookie"), INT.withName("len"))
          .withName("inotify_event");

  private static final long MASK = INOTIFY_EVENT.byteOffset(Native.field("mask"));
  private static final long LEN = INOTIFY_EVENT.byteOffset(Native.field("len"));

  private static final MethodHandle INIT1 =
      Native.function("inotify_init1", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle ADD_WATCH =
      Native.function("inotify_add_watch", FunctionDescriptor.of(INT, INT, POINTER, INT));

  private final int fd;

  /**
   * @throws OsException EMFILE when the user has as many as fs.inotify.max_user_instances
   */
  public Inotify() {
    Native.Scratch s = Native.scratch();
    try {
      fd = (int) INIT1.invokeExact(s.capture, IN_NONBLOCK | IN_CLOEXEC);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (fd < 0) {
      throw new OsException("inotify_init1()", s.errno());
    }
  }

  /** Watches an open file, which need not have a name any more, for {@link #IN_MODIFY}. */
  public void watch(int file) {
    Native.Scratch s = Native.scratch();
    String path = "/proc/self/fd/" + file;
    int r;
    try {
      r = (int) ADD_WATCH.invokeExact(s.capture, fd, s.string(path), IN_MODIFY);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("inotify_add_watch(" + path + ")", s.errno());
    }
  }

  /** Takes all events; whether one of them tells of a change, or events were lost. */
  public boolean drain() {
    Native.Scratch s = Native.scratch();
    boolean found = false;
    while (true) {
      long n = Unistd.read(fd, s.data.address(), s.data.byteSize());
      if (n <= 0) {
        return found;
      }
      found |= tellsOfChange(s.data, n);
    }
  }

  private static boolean tellsOfChange(MemorySegment events, long length) {
    boolean found = false;
    long at = 0;
    while (at + INOTIFY_EVENT.byteSize() <= length) {
      int mask = events.get(ValueLayout.JAVA_INT, at + MASK);
      found |= (mask & (IN_MODIFY | IN_Q_OVERFLOW)) != 0;
      at += INOTIFY_EVENT.byteSize() + events.get(ValueLayout.JAVA_INT, at + LEN);
    }
    return found;
  }

  @Override
  public void close() {
    Unistd.close(fd);
  }
}
