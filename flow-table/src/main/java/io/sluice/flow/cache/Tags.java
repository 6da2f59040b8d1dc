package io.sluice.flow.cache;

/**
 * Eight one-byte tags of hashes in a long, compared all at once: how a bucket of eight slots is
 * asked without looking at what lies in them.
 */
final class Tags {
  static final int WAYS = 8;

  private static final long LOW = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long DELETED = 1;

  private Tags() {}

  /** Marks the bytes that equal a hash's tag; now and then also a byte above one that does. */
  static long matches(long tags, int hash) {
    return zeros(tags ^ of(hash) * LOW);
  }

  /** Whether nothing of this bucket ever went on to the next one. */
  static boolean hasEmpty(long tags) {
    return zeros(tags) != 0;
  }

  /** The first marked way. */
  static int way(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }

  /** A way that holds nothing, or {@value #WAYS}. */
  static int free(long tags) {
    return way(~tags & HIGH); // a tag in use has its top bit set
  }

  static long with(long tags, int way, int hash) {
    return tags & ~(0xffL << 8 * way) | of(hash) << 8 * way;
  }

  /** Without a way's tag. A bucket that was full stays one that is searched beyond. */
  static long without(long tags, int way) {
    return tags & ~(0xffL << 8 * way) | (hasEmpty(tags) ? 0 : DELETED << 8 * way);
  }

  private static long of(int hash) {
    return hash >>> 25 | 0x80;
  }

  private static long zeros(long x) {
    return x - LOW & ~x & HIGH;
  }
}
