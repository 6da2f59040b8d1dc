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
 * sys/resource.h: limits of this process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public final class Resource {
  public static final int RLIMIT_NOFILE = 7;
  public static final int RLIMIT_MEMLOCK = 8;

  static final StructLayout RLIMIT =
      MemoryLayout.structLayout(LONG.withName("rlim_cur"), LONG.withName("rlim_max"))
          .withName("rlimit");

  private static final MethodHandle GETRLIMIT =
      Native.function("getrlimit", FunctionDescriptor.of(INT, INT, POINTER));
  private static final MethodHandle SETRLIMIT =
      Native.function("setrlimit", FunctionDescriptor.of(INT, INT, POINTER));

  private Resource() {}

  /** A soft and a hard limit; -1 is none. */
  public record Limit(long current, long max) {}

  public static Limit getLimit(int resource) {
    Native.Scratch s = Native.scratch();
    MemorySegment limit = s.zeroed(RLIMIT.byteSize());
    int r;
    try {
      r = (int) GETRLIMIT.invokeExact(s.capture, resource, limit.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("getrlimit(resource=" + resource + ")", s.errno());
    }
    return new Limit(limit.get(ValueLayout.JAVA_LONG, 0), limit.get(ValueLayout.JAVA_LONG, 8));
  }

  public static void setLimit(int resource, Limit value) {
    Native.Scratch s = Native.scratch();
    MemorySegment limit = s.zeroed(RLIMIT.byteSize());
    limit.set(ValueLayout.JAVA_LONG, 0, value.current());
    limit.set(ValueLayout.JAVA_LONG, 8, value.max());
    int r;
    try {
      r = (int) SETRLIMIT.invokeExact(s.capture, resource, limit.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("setrlimit(resource=" + resource + ", " + value + ")", s.errno());
    }
  }
}
