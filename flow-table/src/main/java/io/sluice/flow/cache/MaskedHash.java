package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;
import java.util.SplittableRandom;

/**
 * Hash of masked key words for subtables: the sum of each word times a secret odd factor of its
 * own. The products do not wait for each other, which is what asking many subtables costs. Nobody
 * who does not know the factors can choose keys that collide.
 */
final class MaskedHash {
  private final long[] factors = new long[FlowKey.WORDS];

  MaskedHash(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int w = 0; w < factors.length; w++) {
      factors[w] = random.nextLong() | 1;
    }
  }

  long factor(int word) {
    return factors[word];
  }

  /** From a sum of products; the upper half of a product has seen every bit of its word. */
  static int finish(long sum) {
    return (int) ((sum ^ sum >>> 32) * 0xD6E8FEB86659FD93L >>> 32);
  }
}
