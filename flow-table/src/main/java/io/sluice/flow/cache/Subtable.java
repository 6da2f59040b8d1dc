package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;

/**
 * Megaflows of one mask, in buckets of eight with a byte of each one's hash beside them: a packet
 * that is not here is known from one load, whatever else is. Owned by the lane.
 *
 * <p>An entry lies in the bucket of its hash, or behind it with no bucket in between that ever had
 * room: {@link Tags#hasEmpty} ends a search.
 */
final class Subtable {
  /** Words that the lookup of a burst keeps in registers. */
  private static final int FEW = 3;

  private static final int SMALLEST = 2;

  final long[] mask;
  long hits;

  private final int words;
  private final int[] word; // those with a mask, then word 0 under mask 0
  private final long[] wordMask;
  private final long[] factor;
  private final MaskedHash hash;
  private long[] tags = new long[SMALLEST];
  private Verdict[] slots = new Verdict[SMALLEST * Tags.WAYS];
  private int size;
  private int filled; // and what was removed since the last rebuild

  Subtable(long[] mask, MaskedHash hash) {
    this.mask = mask;
    this.hash = hash;
    word = new int[FlowKey.WORDS];
    wordMask = new long[FlowKey.WORDS];
    factor = new long[FlowKey.WORDS];
    int n = 0;
    for (int w = 0; w < FlowKey.WORDS; w++) {
      if (mask[w] != 0) {
        word[n] = w;
        wordMask[n] = mask[w];
        factor[n++] = hash.factor(w);
      }
    }
    words = n;
  }

  int size() {
    return size;
  }

  /** Whether a verdict of this table is for the key at {@code base}. */
  boolean matches(Verdict v, long[] keys, int base) {
    long[] key = v.key;
    long difference = 0;
    for (int i = 0; i < words; i++) {
      int w = word[i];
      difference |= key[w] ^ keys[base + w] & wordMask[i];
    }
    return difference == 0;
  }

  /** The verdict for one key, or null. */
  Verdict find(long[] keys, int base) {
    int h = hashOf(keys, base);
    return search(keys, base, h);
  }

  /**
   * Looks up several keys of a burst at once, so that their loads overlap.
   *
   * @param pending numbers of the keys looked for; those that are not here are left in front
   * @param out gets the verdicts, by number
   * @return how many are left
   */
  int find(long[] keys, int[] pending, int count, Verdict[] out) {
    return words <= FEW
        ? findByFewWords(keys, pending, count, out)
        : findByManyWords(keys, pending, count, out);
  }

  private int findByFewWords(long[] keys, int[] pending, int count, Verdict[] out) {
    int w0 = word[0];
    int w1 = word[1];
    int w2 = word[2];
    long m0 = wordMask[0];
    long m1 = wordMask[1];
    long m2 = wordMask[2];
    long f0 = factor[0];
    long f1 = factor[1];
    long f2 = factor[2];
    long[] t = tags;
    int last = t.length - 1;
    int left = 0;
    for (int i = 0; i < count; i++) {
      int p = pending[i];
      int base = p * FlowKey.STRIDE;
      int h =
          MaskedHash.finish(
              (keys[base + w0] & m0) * f0
                  + (keys[base + w1] & m1) * f1
                  + (keys[base + w2] & m2) * f2);
      long bucket = t[h & last];
      if (Tags.matches(bucket, h) == 0 && Tags.hasEmpty(bucket)) {
        pending[left++] = p;
      } else {
        left = settle(keys, p, h, pending, left, out);
      }
    }
    return left;
  }

  private int findByManyWords(long[] keys, int[] pending, int count, Verdict[] out) {
    long[] t = tags;
    int last = t.length - 1;
    int left = 0;
    for (int i = 0; i < count; i++) {
      int p = pending[i];
      int h = hashOf(keys, p * FlowKey.STRIDE);
      long bucket = t[h & last];
      if (Tags.matches(bucket, h) == 0 && Tags.hasEmpty(bucket)) {
        pending[left++] = p;
      } else {
        left = settle(keys, p, h, pending, left, out);
      }
    }
    return left;
  }

  private int settle(long[] keys, int p, int h, int[] pending, int left, Verdict[] out) {
    Verdict v = search(keys, p * FlowKey.STRIDE, h);
    out[p] = v;
    if (v == null) {
      pending[left] = p;
      return left + 1;
    }
    return left;
  }

  private Verdict search(long[] keys, int base, int h) {
    int last = tags.length - 1;
    for (int b = h & last; ; b = b + 1 & last) {
      long bucket = tags[b];
      for (long marks = Tags.matches(bucket, h); marks != 0; marks &= marks - 1) {
        Verdict v = slots[b * Tags.WAYS + Tags.way(marks)];
        if (v != null && matches(v, keys, base)) {
          return v;
        }
      }
      if (Tags.hasEmpty(bucket)) {
        return null;
      }
    }
  }

  private int hashOf(long[] keys, int base) {
    long sum = 0;
    for (int i = 0; i < words; i++) {
      sum += (keys[base + word[i]] & wordMask[i]) * factor[i];
    }
    return MaskedHash.finish(sum);
  }

  void add(Verdict v) {
    v.hash = hashOf(v.key, 0);
    v.subtable = this;
    v.live = true;
    size++;
    if (++filled * 2 > slots.length) {
      rebuild();
    }
    place(v);
  }

  void remove(Verdict v) {
    int last = tags.length - 1;
    int b = v.hash & last;
    int way = wayOf(v, b);
    while (way < 0) {
      b = b + 1 & last;
      way = wayOf(v, b);
    }
    long before = tags[b];
    tags[b] = Tags.without(before, way);
    slots[b * Tags.WAYS + way] = null;
    if (Tags.hasEmpty(before)) {
      filled--;
    }
    size--;
    v.live = false;
  }

  private int wayOf(Verdict v, int bucket) {
    for (int way = 0; way < Tags.WAYS; way++) {
      if (slots[bucket * Tags.WAYS + way] == v) {
        return way;
      }
    }
    return -1;
  }

  /** Forgets what was removed, and makes room when that is not enough. */
  private void rebuild() {
    Verdict[] old = slots;
    int buckets = size * 3 > old.length ? tags.length * 2 : tags.length;
    tags = new long[buckets];
    slots = new Verdict[buckets * Tags.WAYS];
    filled = size;
    for (Verdict v : old) {
      if (v != null) {
        place(v);
      }
    }
  }

  private void place(Verdict v) {
    int last = tags.length - 1;
    int b = v.hash & last;
    int way = Tags.free(tags[b]);
    while (way == Tags.WAYS) {
      b = b + 1 & last;
      way = Tags.free(tags[b]);
    }
    tags[b] = Tags.with(tags[b], way, v.hash);
    slots[b * Tags.WAYS + way] = v;
  }
}
