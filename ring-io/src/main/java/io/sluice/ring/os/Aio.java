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
 * linux/aio_abi.h: asynchronous I/O of the kernel, of which one thing is used: a request that is
 * complete has the kernel signal an eventfd, and the kernel's signal does not wait.
 *
 * <p>The C library has no functions for these calls. The completion ring's start is part of the
 * interface too: whoever reads completions there moves the head.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/io_submit.2.html">io_submit(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/io_setup.2.html">io_setup(2)</a>
 */
final class Aio {
  static final long SYS_IO_SETUP = 206;
  static final long SYS_IO_SUBMIT = 209;

  static final int IOCB_CMD_PREAD = 0;
  static final int IOCB_FLAG_RESFD = 1;

  /** The completion ring's magic number, and where its indices are (fs/aio.c, struct aio_ring). */
  static final int RING_MAGIC = 0xa10a10a1;

  private static final long RING_HEAD = 8;
  private static final long RING_TAIL = 12;
  private static final long RING_MAGIC_AT = 16;
  private static final long RING_HEADER = 32;

  static final StructLayout IOCB =
      MemoryLayout.structLayout(
              LONG.withName("aio_data"),
              INT.withName("aio_key"),
              INT.withName("aio_rw_flags"),
              ValueLayout.JAVA_SHORT.withName("aio_lio_opcode"),
              ValueLayout.JAVA_SHORT.withName("aio_reqprio"),
              INT.withName("aio_fildes"),
              LONG.withName("aio_buf"),
              LONG.withName("aio_nbytes"),
              LONG.withName("aio_offset"),
              LONG.withName("aio_reserved2"),
              INT.withName("aio_flags"),
              INT.withName("aio_resfd"))
          .withName("iocb");

  private static final long OPCODE = IOCB.byteOffset(Native.field("aio_lio_opcode"));
  private static final long FILDES = IOCB.byteOffset(Native.field("aio_fildes"));
  private static final long FLAGS = IOCB.byteOffset(Native.field("aio_flags"));
  private static final long RESFD = IOCB.byteOffset(Native.field("aio_resfd"));

  private static final MethodHandle SYSCALL =
      Native.variadic("syscall", 1, FunctionDescriptor.of(LONG, LONG, LONG, LONG, POINTER));

  /** A read of it is complete at once and moves nothing. Never closed. */
  private static final int DEV_NULL = Fcntl.open("/dev/null", Fcntl.O_RDONLY, 0);

  private Aio() {}

  /**
   * A context of the kernel for one request at a time. One thread at a time; it is never destroyed
   * (which takes some 25 ms: the kernel waits until no CPU can be using it).
   */
  static final class Context {
    private final long id;
    private final MemorySegment ring;
    private final MemorySegment iocb;
    private final long iocbs;

    /**
     * @throws OsException EAGAIN when all of the machine's are taken (sysctl fs.aio-max-nr)
     */
    @SuppressWarnings("restricted") // this package is where native calls are made
    Context() {
      Native.Scratch s = Native.scratch();
      MemorySegment made = s.zeroed(8);
      if (call(s, SYS_IO_SETUP, 1, made.address(), 0) < 0) {
        throw new OsException(
            "io_setup(1)" + (s.errno() == Errno.EAGAIN ? " (raise sysctl fs.aio-max-nr)" : ""),
            s.errno());
      }
      id = made.get(ValueLayout.JAVA_LONG, 0);
      ring = MemorySegment.ofAddress(id).reinterpret(RING_HEADER);
      if (ring.get(ValueLayout.JAVA_INT, RING_MAGIC_AT) != RING_MAGIC) {
        throw new OsException("io_setup(1): a completion ring of another kind", Errno.EINVAL);
      }
      MemorySegment memory = Arena.ofAuto().allocate(IOCB.byteSize() + 8, 8);
      iocb = memory.asSlice(0, IOCB.byteSize());
      iocb.set(ValueLayout.JAVA_SHORT, OPCODE, (short) IOCB_CMD_PREAD);
      iocb.set(ValueLayout.JAVA_INT, FILDES, DEV_NULL);
      iocb.set(ValueLayout.JAVA_INT, FLAGS, IOCB_FLAG_RESFD);
      memory.set(ValueLayout.JAVA_LONG, IOCB.byteSize(), memory.address());
      iocbs = memory.address() + IOCB.byteSize();
    }

    /**
     * Has the kernel add 1 to an eventfd. Hot path: does not allocate or throw; does not wait,
     * whatever the descriptor's flags and count.
     *
     * @return false when the descriptor is no eventfd
     */
    boolean signal(int eventFd) {
      iocb.set(ValueLayout.JAVA_INT, RESFD, eventFd);
      Native.Scratch s = Native.scratch();
      boolean done = call(s, SYS_IO_SUBMIT, id, 1, iocbs) == 1;
      // It is complete; taken from the ring so that there is room for the next.
      ring.set(ValueLayout.JAVA_INT, RING_HEAD, ring.get(ValueLayout.JAVA_INT, RING_TAIL));
      return done;
    }
  }

  private static long call(Native.Scratch s, long number, long a, long b, long c) {
    try {
      return (long) SYSCALL.invokeExact(s.capture, number, a, b, c);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
  }
}
