package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * time.h: the clock of a thread's own time on a CPU, which stands still while others have it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/clock_gettime.2.html">clock_gettime(2)</a>
 */
public final class Clocks {
  static final int CLOCK_THREAD_CPUTIME_ID = 3;

  private static final MethodHandle GETTIME =
      Native.function("clock_gettime", FunctionDescriptor.of(INT, INT, POINTER));

  private Clocks() {}

  /** CPU time of the calling thread so far, ns. Hot path: a system call, allocates nothing. */
  public static long threadCpuNs() {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) GETTIME.invokeExact(s.capture, CLOCK_THREAD_CPUTIME_ID, s.data.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      return 0; // there is no thread without this clock
    }
    return s.data.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
        + s.data.get(ValueLayout.JAVA_LONG, 8);
  }
}
