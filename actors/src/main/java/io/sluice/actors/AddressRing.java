package io.sluice.actors;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Learned addresses from one lane to another. Bounded, single producer, single consumer: the head
 * is the consumer's, the tail the producer's, and each keeps a copy of the other's so that it looks
 * only when it must.
 */
final class AddressRing {
  static final int SIZE = 256;

  private static final int MASK = SIZE - 1;
  // Two words an entry: mac and vlan; bridge and port.
  private static final int WORDS = 2;
  // The indices live in the same array as the entries, a cache line apart from them and each other.
  private static final int LINE = 16;
  private static final int TAIL = 0;
  private static final int HEAD_SEEN = 1;
  private static final int HEAD = LINE;
  private static final int TAIL_SEEN = LINE + 1;
  private static final int ENTRIES = 2 * LINE;
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] cells = new long[ENTRIES + WORDS * SIZE];

  /** Producer's lane only; false when it is full. */
  boolean offer(int bridge, long mac, int vlan, int ofport) {
    long tail = cells[TAIL];
    if (tail - cells[HEAD_SEEN] == SIZE) {
      cells[HEAD_SEEN] = (long) LONGS.getAcquire(cells, HEAD);
      if (tail - cells[HEAD_SEEN] == SIZE) {
        return false;
      }
    }
    int at = ENTRIES + WORDS * (int) (tail & MASK);
    cells[at] = mac << 16 | vlan & 0xffffL;
    cells[at + 1] = (long) bridge << 32 | ofport & 0xffffffffL;
    LONGS.setRelease(cells, TAIL, tail + 1);
    return true;
  }

  /** Consumer's lane only; how many were taken. */
  int drain(AddressExchange.Receiver receiver, int most, long nowNs) {
    long head = cells[HEAD];
    if (head == cells[TAIL_SEEN]) {
      cells[TAIL_SEEN] = (long) LONGS.getAcquire(cells, TAIL);
    }
    int n = (int) Math.min(most, cells[TAIL_SEEN] - head);
    for (int i = 0; i < n; i++) {
      int at = ENTRIES + WORDS * (int) ((head + i) & MASK);
      long address = cells[at];
      long place = cells[at + 1];
      receiver.learned(
          (int) (place >>> 32), address >>> 16, (int) address & 0xffff, (int) place, nowNs);
    }
    if (n > 0) {
      LONGS.setRelease(cells, HEAD, head + n);
    }
    return n;
  }
}
