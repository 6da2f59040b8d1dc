package io.sluice.ring.vhost;

import io.sluice.ring.os.Epoll;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Threads;
import io.sluice.ring.os.Unistd;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Waits for all sessions' sockets on one thread of its own, and tells each session's listener once
 * when its socket is readable; the session arms it again when it read all there was. A listener is
 * called on the reactor's thread and must only pass the news on (tell an actor).
 */
public final class SessionReactor implements AutoCloseable {
  private static final long STOP = 0;
  private static final int INTEREST = Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLONESHOT;

  private final Epoll epoll = new Epoll(64);
  private final int stopFd = EventFd.create();
  // By number, not by descriptor: a number is never used again, so late news of a closed one is
  // lost.
  private final Map<Long, Runnable> listeners = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong(STOP);
  private final Thread thread;

  public SessionReactor() {
    epoll.add(stopFd, Epoll.EPOLLIN, STOP);
    thread = Thread.ofPlatform().name("vhost-sockets").daemon().start(this::run);
  }

  /** One watched descriptor. Used by the session that owns the descriptor. */
  final class Watch {
    private final int fd;
    private final long number;

    private Watch(int fd, Runnable listener) {
      this.fd = fd;
      number = numbers.incrementAndGet();
      listeners.put(number, listener);
      epoll.add(fd, INTEREST, number);
    }

    /** Calls the listener once more when the descriptor is (or already was) readable. */
    void arm() {
      epoll.modify(fd, INTEREST, number);
    }

    /** Before the descriptor is closed. */
    void cancel() {
      listeners.remove(number);
      epoll.remove(fd);
    }
  }

  /** Watches a descriptor, armed once. */
  Watch watch(int fd, Runnable listener) {
    return new Watch(fd, listener);
  }

  private void run() {
    while (true) {
      int n = epoll.await(-1);
      for (int i = 0; i < n; i++) {
        long number = epoll.data(i);
        if (number == STOP) {
          return;
        }
        Runnable listener = listeners.get(number);
        if (listener != null) {
          tell(listener);
        }
      }
    }
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      // One session's listener must not cost the others their reactor.
      Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
      if (handler != null) {
        handler.uncaughtException(Thread.currentThread(), e);
      }
    }
  }

  /** Ends the thread; every session must have ended before. */
  @Override
  public void close() {
    EventFd.signal(stopFd);
    Threads.awaitEnd(thread);
    epoll.close();
    Unistd.close(stopFd);
  }
}
