package io.sluice.daemon.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * What this process has opened so far, closed in reverse order by whoever ends it: the thread that
 * starts it, after a failure, or the one of a signal, which may come at any time. Thread-safe.
 */
final class Opened implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private boolean closed;

  /** The process is being ended; nothing more is opened. */
  static final class Ending extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ending() {
      super("ending", null, false, false);
    }
  }

  /**
   * Opens one more thing; {@link #close} waits for it.
   *
   * @param open may answer null: nothing was opened
   * @throws Ending when it is too late
   */
  synchronized <T extends AutoCloseable> T open(Supplier<T> open) {
    if (closed) {
      throw new Ending();
    }
    T thing = open.get();
    if (thing != null) {
      opened.push(thing);
    }
    return thing;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Closes everything; throws what went wrong first, after the rest. Again: does nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    RuntimeException first = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      } catch (Exception e) {
        first = first == null ? new IllegalStateException(e.getMessage()) : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
