package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;
import java.util.Arrays;

/**
 * Megaflows of one mask: open addressing with linear probing over the masked key. Owned by the
 * lane.
 */
final class Subtable {
  final long[] mask;
  long hits;

  private final int[] used; // words with a mask
  private final long[] usedMask;
  private final long seed;
  private Verdict[] slots = new Verdict[16];
  private int size;

  Subtable(long[] mask, long seed) {
    this.mask = mask;
    this.seed = seed;
    int n = 0;
    int[] words = new int[FlowKey.WORDS];
    for (int w = 0; w < FlowKey.WORDS; w++) {
      if (mask[w] != 0) {
        words[n++] = w;
      }
    }
    used = Arrays.copyOf(words, n);
    usedMask = new long[n];
    for (int i = 0; i < n; i++) {
      usedMask[i] = mask[used[i]];
    }
  }

  int size() {
    return size;
  }

  Verdict find(long[] keys, int base) {
    int h = hash(keys, base);
    Verdict[] table = slots;
    int i = h & table.length - 1;
    Verdict v = table[i];
    while (v != null) {
      if (v.hash == h && equal(v.key, keys, base)) {
        return v;
      }
      i = i + 1 & table.length - 1;
      v = table[i];
    }
    return null;
  }

  void add(Verdict v) {
    v.hash = hash(v.key, 0);
    v.subtable = this;
    v.live = true;
    if (++size * 2 > slots.length) {
      grow();
    }
    place(slots, v);
  }

  void remove(Verdict v) {
    int m = slots.length - 1;
    int gap = v.hash & m;
    while (slots[gap] != v) {
      gap = gap + 1 & m;
    }
    slots[gap] = null;
    size--;
    v.live = false;
    // Close the gap: move back what was only behind it because of it.
    for (int i = gap + 1 & m; slots[i] != null; i = i + 1 & m) {
      int home = slots[i].hash & m;
      if ((i - home & m) >= (i - gap & m)) {
        slots[gap] = slots[i];
        slots[i] = null;
        gap = i;
      }
    }
  }

  private void grow() {
    Verdict[] bigger = new Verdict[slots.length * 2];
    for (Verdict v : slots) {
      if (v != null) {
        place(bigger, v);
      }
    }
    slots = bigger;
  }

  private static void place(Verdict[] table, Verdict v) {
    int i = v.hash & table.length - 1;
    while (table[i] != null) {
      i = i + 1 & table.length - 1;
    }
    table[i] = v;
  }

  private boolean equal(long[] key, long[] keys, int base) {
    long difference = 0;
    for (int i = 0; i < used.length; i++) {
      int w = used[i];
      difference |= key[w] ^ keys[base + w] & usedMask[i];
    }
    return difference == 0;
  }

  private int hash(long[] keys, int base) {
    long h = seed;
    for (int i = 0; i < used.length; i++) {
      h = Hash.add(h, keys[base + used[i]] & usedMask[i]);
    }
    return Hash.finish(h);
  }
}
