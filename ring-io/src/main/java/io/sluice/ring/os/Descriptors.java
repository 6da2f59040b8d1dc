package io.sluice.ring.os;

/**
 * Descriptors that came with a {@link SocketMessages#receive}. Whoever receives owns them. Used by
 * one thread.
 */
public final class Descriptors {
  private final int[] fds = new int[SocketMessages.MAX_FDS];
  private int count;
  private boolean truncated;

  public int count() {
    return count;
  }

  public int get(int i) {
    if (i >= count) {
      throw new IndexOutOfBoundsException(i);
    }
    return fds[i];
  }

  /** Whether the sender passed more than fit; the kernel has closed those. */
  public boolean truncated() {
    return truncated;
  }

  /** Closes all. */
  public void close() {
    for (int i = 0; i < count; i++) {
      Unistd.close(fds[i]);
    }
    clear();
  }

  /** Forgets all, after their owner took them. */
  public void clear() {
    count = 0;
    truncated = false;
  }

  void add(int fd) {
    fds[count++] = fd;
  }

  void truncated(boolean truncated) {
    this.truncated = truncated;
  }
}
