package io.sluice.ring.os;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Signals an eventfd that somebody else holds too. A write could be made to wait for ever: the
 * other holder fills the counter and clears O_NONBLOCK, which belongs to the open file and not to
 * the descriptor. So the kernel is asked to signal, by way of {@link Aio}; that adds 1 if there is
 * room and returns in any case. The open file's flags are left as the other holder wants them.
 *
 * <p>Owned by one thread at a time, handed on by message. Owns its descriptor.
 */
public final class EventSignal implements AutoCloseable {
  /** As many as there were signals at one time, at most. */
  private static final Queue<Aio.Context> SPARE = new ConcurrentLinkedQueue<>();

  private final int fd;
  private Aio.Context context;

  private EventSignal(int fd, Aio.Context context) {
    this.fd = fd;
    this.context = context;
  }

  /**
   * @param fd an eventfd, which is this object's from now on, unless this throws
   * @throws OsException when the kernel has nothing to signal with
   */
  public static EventSignal of(int fd) {
    Aio.Context context = SPARE.poll();
    return new EventSignal(fd, context == null ? new Aio.Context() : context);
  }

  public int fd() {
    return fd;
  }

  /**
   * Adds 1 and wakes whoever waits. Hot path: does not allocate, throw or wait. It costs the time
   * that the kernel takes for waking: some 50 ns for each thread and epoll that waits for it.
   *
   * @return false when nobody was woken: the descriptor is no eventfd
   */
  public boolean signal() {
    return context.signal(fd);
  }

  @Override
  public void close() {
    if (context != null) {
      Unistd.close(fd);
      SPARE.add(context);
      context = null;
    }
  }
}
