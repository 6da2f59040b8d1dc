package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;

/**
 * For flows that are more than the exact cache holds: sixteen bits of a flow's hash, and the
 * megaflow that it last had. Six bytes a flow where the exact cache takes a key. That the signature
 * is the flow's is proved by the megaflow: it is the answer if the packet is one of its own. Owned
 * by the lane.
 */
final class SignatureCache {
  static final int WAYS = 4;
  static final int SLOTS = 1 << 18;

  private static final int BUCKETS = SLOTS / WAYS;
  private static final long LOW = 0x0001000100010001L;
  private static final long HIGH = 0x8000800080008000L;
  private static final long ONE = 0xffffL;

  private final long[] signatures = new long[BUCKETS];
  private final Verdict[] verdicts = new Verdict[SLOTS];
  private int victim;

  /**
   * Looks up keys of a burst.
   *
   * @param keys whole keys, {@link FlowKey#STRIDE} apart
   * @param hash of what the exact cache is keyed on, by number
   * @param pending numbers of the keys; those that are not here are left in front
   * @param out gets the verdicts, which may be of an older epoch, by number
   * @return how many are left
   */
  int find(long[] keys, int[] hash, int[] pending, int count, Verdict[] out) {
    int left = 0;
    for (int i = 0; i < count; i++) {
      int p = pending[i];
      int bucket = bucket(hash[p]);
      long marks = matches(signatures[bucket], hash[p]);
      Verdict v = marks == 0 ? null : proved(bucket, marks, keys, p * FlowKey.STRIDE);
      if (v == null) {
        pending[left++] = p;
      } else {
        out[p] = v;
      }
    }
    return left;
  }

  private Verdict proved(int bucket, long marks, long[] keys, int base) {
    for (long m = marks; m != 0; m &= m - 1) {
      Verdict v = verdicts[bucket * WAYS + (Long.numberOfTrailingZeros(m) >>> 4)];
      if (v != null && v.live && v.subtable.matches(v, keys, base)) {
        return v;
      }
    }
    return null;
  }

  /** Remembers a flow's megaflow, in place of its older one or of another flow's. */
  void insert(int hash, Verdict v) {
    int bucket = bucket(hash);
    long all = signatures[bucket];
    long marks = matches(all, hash);
    int way = marks == 0 ? freeOrVictim(bucket) : Long.numberOfTrailingZeros(marks) >>> 4;
    signatures[bucket] = all & ~(ONE << 16 * way) | signature(hash) << 16 * way;
    verdicts[bucket * WAYS + way] = v;
  }

  private int freeOrVictim(int bucket) {
    for (int way = 0; way < WAYS; way++) {
      Verdict v = verdicts[bucket * WAYS + way];
      if (v == null || !v.live) {
        return way;
      }
    }
    // Flows in turn would find nothing if always the oldest went.
    victim = victim * 1664525 + 1013904223;
    return victim >>> 30;
  }

  private static int bucket(int hash) {
    return hash & BUCKETS - 1;
  }

  /** The half of the hash that does not choose the bucket. */
  private static long signature(int hash) {
    return hash >>> 16;
  }

  private static long matches(long signatures, int hash) {
    long x = signatures ^ signature(hash) * LOW;
    return x - LOW & ~x & HIGH;
  }
}
