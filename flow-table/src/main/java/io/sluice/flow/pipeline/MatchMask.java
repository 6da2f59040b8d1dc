package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.Arrays;

/**
 * Which bits of a key a match looks at, and in which order a lookup compares them: in stages
 * (pipeline and port, L2, L3, L4), so that a lookup that fails early has looked at little.
 * Immutable; rules with equal masks share one.
 */
public final class MatchMask {
  /** Stages of a lookup. */
  static final int STAGES = 4;

  private static final long[][] STAGE_BITS = stageBits();

  /** The mask, a word for each of the key's. Never changed. */
  final long[] words;

  /** The words that have bits. */
  final int[] used;

  /** What is compared in each stage: word and bits, stage after stage. */
  final int[] stepWord;

  final long[] stepBits;

  /** Where each stage ends in the steps. */
  final int[] stageEnd = new int[STAGES];

  /** The last stage that compares anything; 0 when none does. */
  final int lastStage;

  private final int hash;

  MatchMask(long[] mask) {
    words = mask;
    hash = Arrays.hashCode(mask);
    int n = 0;
    int[] u = new int[PipelineKey.WORDS];
    for (int w = 0; w < PipelineKey.WORDS; w++) {
      if (mask[w] != 0) {
        u[n++] = w;
      }
    }
    used = Arrays.copyOf(u, n);
    int[] word = new int[n * STAGES];
    long[] bits = new long[n * STAGES];
    int steps = 0;
    int last = 0;
    for (int s = 0; s < STAGES; s++) {
      for (int w : used) {
        if ((mask[w] & STAGE_BITS[s][w]) != 0) {
          word[steps] = w;
          bits[steps++] = mask[w] & STAGE_BITS[s][w];
          last = s;
        }
      }
      stageEnd[s] = steps;
    }
    stepWord = Arrays.copyOf(word, steps);
    stepBits = Arrays.copyOf(bits, steps);
    lastStage = last;
  }

  /** Whether a stage compares anything. */
  boolean hasStage(int stage) {
    return stageEnd[stage] > (stage == 0 ? 0 : stageEnd[stage - 1]);
  }

  /** Adds what is compared up to a stage to a mask. */
  void coverUpTo(int stage, long[] into) {
    for (int i = 0; i < stageEnd[stage]; i++) {
      into[stepWord[i]] |= stepBits[i];
    }
  }

  /** Goes on with a hash of a key's bits by those of one stage. */
  long hashStage(long h, int stage, long[] key) {
    long hash = h;
    for (int i = stage == 0 ? 0 : stageEnd[stage - 1]; i < stageEnd[stage]; i++) {
      long x = (hash ^ key[stepWord[i]] & stepBits[i]) * 0x9E3779B97F4A7C15L;
      hash = x ^ x >>> 32;
    }
    return hash;
  }

  static int finish(long h) {
    return (int) (h * 0xD6E8FEB86659FD93L >>> 32);
  }

  /** How long the prefix of a field is that is matched; -1 when it is no prefix; 0: nothing. */
  int prefixLength(int word, int shift, int bits) {
    long m = words[word] << 64 - shift - bits;
    m = bits == 64 ? m : m & -1L << 64 - bits;
    int ones = Long.numberOfLeadingZeros(~m);
    return m == (ones == 0 ? 0 : -1L << 64 - ones) ? ones : -1;
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof MatchMask m && hash == m.hash && Arrays.equals(words, m.words);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  private static long[][] stageBits() {
    long[][] bits = new long[STAGES][PipelineKey.WORDS];
    Arrays.fill(bits[0], FlowKey.WORDS, PipelineKey.WORDS, -1L);
    bits[0][0] = FlowKey.IN_PORT_MASK;
    bits[1][0] = FlowKey.DL_TYPE_MASK | FlowKey.VLAN_TCI_MASK | FlowKey.TPID_MASK;
    bits[1][1] = -1L; // dl_dst and the inner tag
    bits[1][2] = -1L << 16; // dl_src
    bits[2][0] = ~(bits[0][0] | bits[1][0]); // nw_frag and nw_proto
    bits[2][2] = 0xffffL; // nw_tos and nw_ttl
    bits[2][3] = -1L; // nw_src and nw_dst
    for (int w = 5; w <= 8; w++) {
      bits[2][w] = -1L; // ipv6_src and ipv6_dst
    }
    bits[1][13] = -1L << 32; // the outermost label
    bits[1][14] = -1L; // those behind it
    bits[2][13] = 0xffff_ffffL; // ipv6_label
    bits[3][4] = -1L; // ports and TCP flags
    for (int w = 9; w <= 12; w++) {
      bits[3][w] = -1L; // nd_target, arp_sha and arp_tha
    }
    return bits;
  }
}
