package io.sluice.ring.testing;

import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Unistd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes an eventfd one whose writers wait: its counter is full and O_NONBLOCK is off. Whoever holds
 * a copy of the descriptor can do this to all others at any time. Closing it lets them go.
 */
public final class FullCall implements AutoCloseable {
  /** What a write cannot get past; a signal by the kernel can, up to the next number. */
  public static final long FULL = 0xffff_ffff_ffff_fffeL;

  private final int fd;

  public FullCall(int fd) {
    this.fd = fd;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocateFrom(ValueLayout.JAVA_LONG, FULL);
      do { // somebody may be signalling it meanwhile
        EventFd.drain(fd);
      } while (Unistd.write(fd, count.address(), 8) != 8);
    }
    Fcntl.fcntl(fd, Fcntl.F_SETFL, Fcntl.fcntl(fd, Fcntl.F_GETFL, 0) & ~Fcntl.O_NONBLOCK);
  }

  @Override
  public void close() {
    Fcntl.setNonBlocking(fd);
    EventFd.drain(fd);
  }
}
