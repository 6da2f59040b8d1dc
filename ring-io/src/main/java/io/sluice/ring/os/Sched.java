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
 * sched.h: which CPUs a thread may run on, and the calling one's id.
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
    setAffinity(0, cpus);
  }

  /**
   * Pins a thread to CPUs; EINVAL when none of them exists or is allowed, ESRCH when there is no
   * such thread.
   *
   * @param tid as {@link #gettid} says it; 0 is the calling one
   */
  public static void setAffinity(int tid, BitSet cpus) {
    Native.Scratch s = Native.scratch();
    MemorySegment mask = s.zeroed(MASK_BYTES);
    byte[] bits = cpus.toByteArray();
    if (bits.length > MASK_BYTES) {
      throw new IllegalArgumentException("no such CPU: " + (cpus.length() - 1));
    }
    MemorySegment.copy(bits, 0, mask, ValueLayout.JAVA_BYTE, 0, bits.length);
    int r;
    try {
      r = (int) SETAFFINITY.invokeExact(s.capture, tid, (long) MASK_BYTES, mask.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("sched_setaffinity(tid=" + tid + ", cpus=" + cpus + ")", s.errno());
    }
  }

  /** The CPUs the calling thread may run on. */
  public static BitSet getAffinity() {
    return affinityOf(0);
  }

  /** The CPUs a thread may run on; ESRCH when there is no such thread. */
  public static BitSet affinityOf(int tid) {
    Native.Scratch s = Native.scratch();
    MemorySegment mask = s.zeroed(MASK_BYTES);
    int r;
    try {
      r = (int) GETAFFINITY.invokeExact(s.capture, tid, (long) MASK_BYTES, mask.address());
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("sched_getaffinity(tid=" + tid + ")", s.errno());
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
