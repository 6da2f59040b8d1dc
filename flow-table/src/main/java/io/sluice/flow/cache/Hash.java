package io.sluice.flow.cache;

/** Hash of key words; seeded, so that a sender cannot choose packets that collide. */
final class Hash {
  private Hash() {}

  static long add(long h, long word) {
    long x = (h ^ word) * 0x9E3779B97F4A7C15L;
    return x ^ x >>> 32;
  }

  static int finish(long h) {
    long x = h * 0xD6E8FEB86659FD93L;
    return (int) (x >>> 32);
  }
}
