package io.sluice.ring.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A stack of numbers {@code 0..size-1} that any threads push to and pop from, many at a time,
 * without a lock. Each number is in it at most once; that is the callers' duty.
 *
 * <p>The head is a number and a tag in one word. Every change raises the tag, so a thread that
 * looked at the links of numbers that were popped and pushed meanwhile does not succeed (ABA),
 * unless it sleeps through 2^32 changes.
 */
final class FreeStack {
  static final int NONE = -1;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final long TAG = 1L << 32;
  // Alone on its cache lines.
  private static final int HEAD = 16;

  private final long[] head = new long[32];
  private final int[] next;

  /** Full: 0 is on top. */
  FreeStack(int size) {
    next = new int[size];
    Arrays.setAll(next, i -> i + 1 < size ? i + 1 : NONE);
    head[HEAD] = word(0, size > 0 ? 0 : NONE);
  }

  private static long word(long seen, int top) {
    return (seen & -TAG) + TAG | top & 0xffffffffL;
  }

  /** Takes up to {@code most} numbers; returns how many. */
  int pop(int[] into, int offset, int most) {
    while (true) {
      long seen = head();
      long walked = walk(seen, into, offset, most);
      int n = (int) (walked >>> 32);
      if (n == 0 || swap(seen, (int) walked)) {
        return n;
      }
    }
  }

  // The steps of pop, so that a test can put others' changes between them.

  /** The top and its tag, as they are now. */
  long head() {
    return (long) LONGS.getAcquire(head, HEAD);
  }

  /**
   * Copies the numbers from the top on; how many in the upper half, what lies below them in the
   * lower. Links that change meanwhile are of numbers that left the stack: then the tag changed.
   */
  long walk(long seen, int[] into, int offset, int most) {
    int top = (int) seen;
    int n = 0;
    while (top != NONE && n < most) {
      into[offset + n++] = top;
      top = (int) INTS.getOpaque(next, top);
    }
    return (long) n << 32 | top & 0xffffffffL;
  }

  /** Puts another top in place of the one seen; false when anything changed since. */
  boolean swap(long seen, int top) {
    return LONGS.compareAndSet(head, HEAD, seen, word(seen, top));
  }

  /** Puts {@code count} numbers, at least one, back. */
  void push(int[] from, int offset, int count) {
    int last = from[offset + count - 1];
    for (int n = 0; n + 1 < count; n++) {
      INTS.setOpaque(next, from[offset + n], from[offset + n + 1]);
    }
    while (true) {
      long seen = head();
      INTS.setOpaque(next, last, (int) seen);
      if (swap(seen, from[offset])) {
        return;
      }
    }
  }
}
