package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.LONG;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The one variadic call that the ioctl families ({@link IoctlTun}, {@link NetDevice}) share. */
final class Ioctl {
  private static final MethodHandle IOCTL =
      Native.variadic("ioctl", 2, FunctionDescriptor.of(INT, INT, LONG, POINTER));

  private Ioctl() {}

  static void call(String name, int fd, long request, long argument, String arguments) {
    Native.Scratch s = Native.scratch();
    int r;
    try {
      r = (int) IOCTL.invokeExact(s.capture, fd, request, argument);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
    if (r < 0) {
      throw new OsException("ioctl(" + name + ", " + arguments + ")", s.errno());
    }
  }
}
