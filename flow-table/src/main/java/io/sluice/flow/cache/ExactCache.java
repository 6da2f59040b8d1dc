package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.PipelineSnapshot;

/**
 * Verdicts by the key words that a snapshot's rules can look at, and by nothing else: flows that no
 * rule can tell apart share an entry. Owned by the lane.
 *
 * <p>A key's words in use are packed to {@code stride} longs (a power of two, the rest 0). Slots
 * are in groups of {@value #WAYS}; an entry lies anywhere in the group of its hash. With two words
 * a group is one cache line. An entry that finds its group full replaces one: the megaflow tier
 * still has it.
 */
final class ExactCache {
  static final int WAYS = 4;
  static final int MAX_SLOTS = 1 << 16;
  private static final int MIN_SLOTS = 1 << 10;
  private static final int ONE_OF = 32;

  final int stride;
  private final int[] word;
  private final long[] mask;
  private final long seed;
  private final int words;
  private long[] keys;
  private Verdict[] verdicts;
  private int groupMask;
  private int filled;
  private int victim;
  private boolean crowded; // an entry was replaced since the last growth
  private int skipped;

  ExactCache(PipelineSnapshot snapshot, long seed) {
    this.seed = seed;
    int[] idx = new int[FlowKey.STRIDE];
    long[] m = new long[FlowKey.STRIDE];
    int n = 0;
    for (int w = 0; w < FlowKey.WORDS; w++) {
      if (snapshot.unionMask(w) != 0) {
        idx[n] = w;
        m[n++] = snapshot.unionMask(w);
      }
    }
    words = n;
    stride = n <= 2 ? 2 : Integer.highestOneBit(n - 1) << 1;
    word = idx;
    mask = m; // behind the words in use: word 0 under mask 0, that is 0
    allocate(MIN_SLOTS);
  }

  private void allocate(int slots) {
    keys = new long[slots * stride];
    verdicts = new Verdict[slots];
    groupMask = slots - 1 & -WAYS;
    filled = 0;
    crowded = false;
  }

  /** Whether keys of this snapshot are packed in the same way. */
  boolean fits(PipelineSnapshot snapshot) {
    int n = 0;
    for (int w = 0; w < FlowKey.WORDS; w++) {
      if (snapshot.unionMask(w) != 0) {
        if (n >= words || word[n] != w || mask[n] != snapshot.unionMask(w)) {
          return false;
        }
        n++;
      }
    }
    return n == words;
  }

  int slots() {
    return verdicts.length;
  }

  /** Packs the keys of a burst and hashes them; hashes are those of the groups. */
  void pack(long[] raw, long[] packed, int[] hash, int count) {
    if (stride == 2) {
      pack2(raw, packed, hash, count);
    } else if (stride == 4) {
      pack4(raw, packed, hash, count);
    } else {
      packMany(raw, packed, hash, count);
    }
  }

  private void pack2(long[] raw, long[] packed, int[] hash, int count) {
    int w0 = word[0];
    int w1 = word[1];
    long m0 = mask[0];
    long m1 = mask[1];
    long s = seed;
    for (int i = 0; i < count; i++) {
      long a = raw[i * FlowKey.STRIDE + w0] & m0;
      long b = raw[i * FlowKey.STRIDE + w1] & m1;
      packed[2 * i] = a;
      packed[2 * i + 1] = b;
      hash[i] = Hash.finish(Hash.add(Hash.add(s, a), b));
    }
  }

  private void pack4(long[] raw, long[] packed, int[] hash, int count) {
    int w0 = word[0];
    int w1 = word[1];
    int w2 = word[2];
    int w3 = word[3];
    long m0 = mask[0];
    long m1 = mask[1];
    long m2 = mask[2];
    long m3 = mask[3];
    long s = seed;
    for (int i = 0; i < count; i++) {
      int r = i * FlowKey.STRIDE;
      long a = raw[r + w0] & m0;
      long b = raw[r + w1] & m1;
      long c = raw[r + w2] & m2;
      long d = raw[r + w3] & m3;
      packed[4 * i] = a;
      packed[4 * i + 1] = b;
      packed[4 * i + 2] = c;
      packed[4 * i + 3] = d;
      hash[i] = Hash.finish(Hash.add(Hash.add(Hash.add(Hash.add(s, a), b), c), d));
    }
  }

  private void packMany(long[] raw, long[] packed, int[] hash, int count) {
    int n = stride;
    for (int i = 0; i < count; i++) {
      long h = seed;
      for (int j = 0; j < n; j++) {
        long a = raw[i * FlowKey.STRIDE + word[j]] & mask[j];
        packed[n * i + j] = a;
        h = Hash.add(h, a);
      }
      hash[i] = Hash.finish(h);
    }
  }

  /** Looks a burst up; what is not there is null. */
  void probe(long[] packed, int[] hash, Verdict[] out, int count) {
    if (stride == 2) {
      probe2(packed, hash, out, count);
    } else if (stride == 4) {
      probe4(packed, hash, out, count);
    } else {
      for (int i = 0; i < count; i++) {
        out[i] = find(packed, i, hash[i]);
      }
    }
  }

  private void probe2(long[] packed, int[] hash, Verdict[] out, int count) {
    long[] k = keys;
    int gm = groupMask;
    Verdict[] vs = verdicts;
    for (int i = 0; i < count; i++) {
      int g = hash[i] & gm;
      long a = packed[2 * i];
      long b = packed[2 * i + 1];
      boolean first = ((k[2 * g] ^ a) | (k[2 * g + 1] ^ b)) == 0;
      out[i] = first ? vs[g] : find(packed, i, hash[i]);
    }
  }

  private void probe4(long[] packed, int[] hash, Verdict[] out, int count) {
    long[] k = keys;
    int gm = groupMask;
    Verdict[] vs = verdicts;
    for (int i = 0; i < count; i++) {
      int g = hash[i] & gm;
      int p = 4 * i;
      int q = 4 * g;
      long d =
          (k[q] ^ packed[p])
              | (k[q + 1] ^ packed[p + 1])
              | (k[q + 2] ^ packed[p + 2])
              | (k[q + 3] ^ packed[p + 3]);
      out[i] = d == 0 ? vs[g] : find(packed, i, hash[i]);
    }
  }

  /** All ways of both groups. */
  private Verdict find(long[] packed, int i, int hash) {
    int slot = slotIn(hash & groupMask, packed, i);
    if (slot < 0) {
      slot = slotIn(second(hash), packed, i);
    }
    return slot < 0 ? null : verdicts[slot];
  }

  private int slotIn(int group, long[] packed, int i) {
    for (int slot = group; slot < group + WAYS; slot++) {
      if (verdicts[slot] != null && keyEquals(slot, packed, i)) {
        return slot;
      }
    }
    return -1;
  }

  private int second(int hash) {
    return (hash * 0x9E3779B9 >>> 8) & groupMask;
  }

  private boolean keyEquals(int slot, long[] packed, int i) {
    long d = 0;
    for (int j = 0; j < stride; j++) {
      d |= keys[slot * stride + j] ^ packed[i * stride + j];
    }
    return d == 0;
  }

  /** Whether flows are more than it can hold. */
  boolean isOutgrown() {
    return crowded && verdicts.length == MAX_SLOTS;
  }

  /**
   * Enters a verdict that was missing under a packed key. When flows are more than it can hold,
   * most are not entered: entries that stay are hit, entries that only drive each other out are
   * not.
   */
  void offer(long[] packed, int i, int hash, Verdict v) {
    if (!isOutgrown() || (++skipped & ONE_OF - 1) == 0) {
      insert(packed, i, hash, v);
    }
  }

  /** Enters a verdict under a packed key, in place of an older one for it. */
  void insert(long[] packed, int i, int hash, Verdict v) {
    boolean full = filled * 2 > verdicts.length || crowded;
    if (full && filled * 8 >= verdicts.length && verdicts.length < MAX_SLOTS) {
      grow();
    }
    place(packed, i, hash, v);
  }

  private void place(long[] from, int i, int hash, Verdict v) {
    int first = hash & groupMask;
    int slot = slotIn(first, from, i);
    if (slot < 0) {
      slot = slotIn(second(hash), from, i);
    }
    if (slot < 0) {
      slot = freeIn(first);
    }
    if (slot < 0) {
      slot = freeIn(second(hash));
    }
    if (slot < 0) {
      slot = first + (victim++ & WAYS - 1);
      crowded = true;
    }
    filled += verdicts[slot] == null ? 1 : 0;
    System.arraycopy(from, i * stride, keys, slot * stride, stride);
    verdicts[slot] = v;
  }

  /** A way that is empty or whose verdict is gone, or -1. */
  private int freeIn(int group) {
    for (int slot = group; slot < group + WAYS; slot++) {
      if (verdicts[slot] == null || !verdicts[slot].live) {
        return slot;
      }
    }
    return -1;
  }

  private void grow() {
    long[] oldKeys = keys;
    Verdict[] oldVerdicts = verdicts;
    allocate(oldVerdicts.length * 2);
    for (int s = 0; s < oldVerdicts.length; s++) {
      if (oldVerdicts[s] != null && oldVerdicts[s].live) {
        long h = seed;
        for (int j = 0; j < stride; j++) {
          h = Hash.add(h, oldKeys[s * stride + j]);
        }
        place(oldKeys, s, Hash.finish(h), oldVerdicts[s]);
      }
    }
  }
}
