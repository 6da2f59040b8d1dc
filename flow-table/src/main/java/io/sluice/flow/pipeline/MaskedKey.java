package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.Arrays;

/** A key under a mask, for hash maps. One that was put in a map is not changed any more. */
public final class MaskedKey {
  private final long[] words = new long[FlowKey.WORDS];
  private int hash;

  /** Takes a key's bits of {@code mask}. */
  public MaskedKey set(long[] key, int base, long[] mask) {
    long h = 0;
    for (int w = 0; w < FlowKey.WORDS; w++) {
      long v = key[base + w] & mask[w];
      words[w] = v;
      h = (h ^ v) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 32;
    }
    hash = (int) h;
    return this;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof MaskedKey k && hash == k.hash && Arrays.equals(words, k.words);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
