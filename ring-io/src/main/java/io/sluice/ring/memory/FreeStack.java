package io.sluice.ring.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A stack of numbers {@code 0..size-1} that any threads push to and pop from, many at a time,
 * without a lock. Each number is in it at most once; that is the callers' duty.
 *
 * <p>The head is a number and a tag in one word. Every change raises the tag, so a thread that
 * looked at the links of numbers that were popped and pushed meanwhile does not succeed (ABA).
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
      long seen = (long) LONGS.getAcquire(head, HEAD);
      int top = (int) seen;
      int n = 0;
      // Links that change while we walk are of numbers that left the stack: then the tag changed.
      while (top != NONE && n < most) {
        into[offset + n++] = top;
        top = (int) INTS.getOpaque(next, top);
      }
      if (n == 0 || LONGS.compareAndSet(head, HEAD, seen, word(seen, top))) {
        return n;
      }
    }
  }

  /** Puts {@code count} numbers, at least one, back. */
  void push(int[] from, int offset, int count) {
    int last = from[offset + count - 1];
    for (int n = 0; n + 1 < count; n++) {
      INTS.setOpaque(next, from[offset + n], from[offset + n + 1]);
    }
    while (true) {
      long seen = (long) LONGS.getAcquire(head, HEAD);
      INTS.setOpaque(next, last, (int) seen);
      if (LONGS.compareAndSet(head, HEAD, seen, word(seen, from[offset]))) {
        return;
      }
    }
  }
}
