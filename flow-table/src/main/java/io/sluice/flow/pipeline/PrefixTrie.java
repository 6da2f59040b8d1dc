package io.sluice.flow.pipeline;

/**
 * Which prefixes of a field some rules match: a persistent Patricia trie with counts. A lookup
 * tells how many of a value's leading bits one must look at to know which of the prefixes it has.
 * Immutable; values of up to 64 bits are aligned to the left.
 */
final class PrefixTrie {
  private static final int LENGTH_BITS = 7;

  /**
   * A prefix and how many rules have exactly it; with {@code Branch}, also where longer ones are.
   */
  static class Node {
    final long bits;
    final int lengthAndCount;

    Node(long bits, int length, int count) {
      this.bits = bits & mask(length);
      this.lengthAndCount = count << LENGTH_BITS | length;
    }

    final int length() {
      return lengthAndCount & (1 << LENGTH_BITS) - 1;
    }

    final int count() {
      return lengthAndCount >>> LENGTH_BITS;
    }

    Node zero() {
      return null;
    }

    Node one() {
      return null;
    }
  }

  private static final class Branch extends Node {
    final Node zero;
    final Node one;

    Branch(long bits, int length, int count, Node zero, Node one) {
      super(bits, length, count);
      this.zero = zero;
      this.one = one;
    }

    @Override
    Node zero() {
      return zero;
    }

    @Override
    Node one() {
      return one;
    }
  }

  /** What a lookup found. */
  static final class Result {
    /** Bit n - 1: a prefix of n bits that the value has is in the trie. */
    long lengths;

    /** Leading bits of the value that this depends on. */
    int bits;

    boolean has(int length) {
      return (lengths >>> length - 1 & 1) != 0;
    }
  }

  private PrefixTrie() {}

  /** With one more rule for a prefix of 1 to 64 bits. */
  static Node add(Node node, long bits, int length) {
    if (node == null) {
      return new Node(bits, length, 1);
    }
    int common = common(node, bits, length);
    if (common < node.length()) {
      if (common == length) {
        boolean one = bit(node.bits, common);
        return new Branch(bits, length, 1, one ? null : node, one ? node : null);
      }
      Node leaf = new Node(bits, length, 1);
      return bit(bits, common)
          ? new Branch(bits, common, 0, node, leaf)
          : new Branch(bits, common, 0, leaf, node);
    }
    if (length == node.length()) {
      return node(node, node.count() + 1, node.zero(), node.one());
    }
    return bit(bits, common)
        ? node(node, node.count(), node.zero(), add(node.one(), bits, length))
        : node(node, node.count(), add(node.zero(), bits, length), node.one());
  }

  /** With one rule less for a prefix that was added. */
  static Node remove(Node node, long bits, int length) {
    if (length == node.length()) {
      return node(node, node.count() - 1, node.zero(), node.one());
    }
    return bit(bits, node.length())
        ? node(node, node.count(), node.zero(), remove(node.one(), bits, length))
        : node(node, node.count(), remove(node.zero(), bits, length), node.one());
  }

  private static Node node(Node like, int count, Node zero, Node one) {
    if (zero == null && one == null) {
      return count == 0 ? null : new Node(like.bits, like.length(), count);
    }
    if (count == 0 && (zero == null || one == null)) {
      return zero == null ? one : zero;
    }
    return new Branch(like.bits, like.length(), count, zero, one);
  }

  /** Finds the prefixes of a value of {@code width} bits. */
  static void lookup(Node root, long value, int width, Result result) {
    result.lengths = 0;
    Node node = root;
    Node previous = null;
    while (node != null) {
      int common = common(node, value, width);
      if (common < node.length()) {
        result.bits = Math.min(common + 1, width);
        return;
      }
      if (node.count() > 0) {
        result.lengths |= 1L << common - 1;
      }
      if (common >= width) {
        result.bits = width;
        return;
      }
      previous = node;
      node = bit(value, common) ? node.one() : node.zero();
    }
    boolean leaf = previous == null || previous.zero() == null && previous.one() == null;
    result.bits = previous == null ? 0 : previous.length() + (leaf ? 0 : 1);
  }

  private static int common(Node node, long bits, int length) {
    int max = Math.min(node.length(), length);
    return Math.min(max, Long.numberOfLeadingZeros(node.bits ^ bits));
  }

  private static boolean bit(long bits, int i) {
    return (bits << i) < 0;
  }

  static long mask(int length) {
    return length == 0 ? 0 : -1L << 64 - length;
  }
}
