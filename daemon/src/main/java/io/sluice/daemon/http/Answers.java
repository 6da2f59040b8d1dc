package io.sluice.daemon.http;

import java.io.ByteArrayInputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Memory of answers that wait for clients to read them: bounded, as clients may ask for much and
 * read nothing. Small answers always have room. Thread-safe.
 */
final class Answers {
  /** As many connections as there may be take so much each, at most. */
  static final int SMALL_BYTES = 64 << 10;

  private static final int MOST_BYTES = 32 << 20;

  private static final Semaphore ROOM = new Semaphore(MOST_BYTES);

  private Answers() {}

  /**
   * An answer to be written, which has its room until it is closed.
   *
   * @throws ProblemException when others' answers take all of it
   */
  static ByteArrayInputStream of(byte[] bytes) {
    if (bytes.length <= SMALL_BYTES) {
      return new ByteArrayInputStream(bytes);
    }
    int size = Math.min(bytes.length, MOST_BYTES);
    if (!ROOM.tryAcquire(size)) {
      throw new ProblemException(
          503, "answers that nobody reads take all memory for them; try again, or with a limit");
    }
    return new Large(bytes, size);
  }

  private static final class Large extends ByteArrayInputStream {
    private final int size;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Large(byte[] bytes, int size) {
      super(bytes);
      this.size = size;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        ROOM.release(size);
      }
    }
  }

  /** Bytes that are left. */
  static int room() {
    return ROOM.availablePermits();
  }
}
