package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.LONG;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;

/**
 * sched.h: which CPUs the calling thread may run on, and its id.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/sched_setaffinity.2.html">sched_setaffinity(2)</a>
 */
public final class Sched {
  /** Bytes of a CPU mask here: 8192 CPUs, the most a kernel is built for. */
  private static final int MASK_BYTES = 1024;

  private static final MethodHandle SETAFFINITY =
      Native.function("sched_setaffinity", FunctionDescriptor.of(INT, INT, LONG, POINTER));
  private static final MethodHandle GETAFFINITY =
      Native.function("sched_getaffinity", FunctionDescriptor.of(INT, INT, LONG, POINTER));
  private static final MethodHandle GETTID = Native.function("gettid", FunctionDescriptor.of(INT));

  private Sched() {}

  /** Pins the calling thread to CPUs; EINVAL when none of them exists or is allowed. */
  public static void setAffinity(BitSet cpus) {
    Native.Scratch s = Native.scratch();
    MemorySegment mask = s.zeroed(MASK_BYTES);
    byte[] bits = cpus.toByteArray();
    if (bits.length > MASK_BYTES) {
      throw new IllegalArgumentException("no such CPU: " + (cpus.length() - 1));
    }
    MemorySegment.copy(bits, 0, mask, ValueLayout.JAVA_BYTE, 0, bits.length);
    int r;
    try {
      r = (int) SETAFFINITY.invokeExact(s.capture, 0, (long) MASK_BYTES, mask.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("sched_setaffinity(cpus=" + cpus + ")", s.errno());
    }
  }

  /** The CPUs the calling thread may run on. */
  public static BitSet getAffinity() {
    Native.Scratch s = Native.scratch();
    MemorySegment mask = s.zeroed(MASK_BYTES);
    int r;
    try {
      r = (int) GETAFFINITY.invokeExact(s.capture, 0, (long) MASK_BYTES, mask.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("sched_getaffinity()", s.errno());
    }
    return BitSet.valueOf(mask.toArray(ValueLayout.JAVA_BYTE));
  }

  /** The kernel's id of the calling thread, as /proc/self/task shows it. */
  public static int gettid() {
    Native.Scratch s = Native.scratch();
    try {
      return (int) GETTID.invokeExact(s.capture);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
  }
}
