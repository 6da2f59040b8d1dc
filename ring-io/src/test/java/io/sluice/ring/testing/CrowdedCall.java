package io.sluice.ring.testing;

import io.sluice.ring.os.Epoll;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Unistd;

/** Makes an eventfd one that is slow to signal: so many wait for it that waking takes long. */
public final class CrowdedCall implements AutoCloseable {
  private final Epoll epoll = new Epoll(1);
  private final int[] copies;

  /**
   * @param waiters each takes a descriptor, and some 50 ns of every signal
   */
  public CrowdedCall(int fd, int waiters) {
    copies = new int[waiters];
    for (int i = 0; i < waiters; i++) {
      copies[i] = Fcntl.duplicate(fd);
      epoll.add(copies[i], Epoll.EPOLLIN, i);
    }
  }

  @Override
  public void close() {
    epoll.close();
    for (int copy : copies) {
      Unistd.close(copy);
    }
  }
}
