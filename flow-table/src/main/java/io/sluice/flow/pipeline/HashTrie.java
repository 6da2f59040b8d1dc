package io.sluice.flow.pipeline;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A persistent map: a trie over 5 bits of a hash a level. A change copies the nodes on the way to
 * its leaf, unless the same edit ({@code owner}) has made them; whoever holds an old root sees
 * nothing of it. Made for leaves that carry their own key: an entry costs some 10 bytes.
 */
final class HashTrie {
  static final Node EMPTY = new Node(0, new Object[0], null);
  private static final int BITS = 5;
  private static final int LAST_SHIFT = 30;

  /** An entry. */
  interface Leaf {
    int hash();

    /** Whether it is the one for a key with its hash. */
    boolean isFor(Object key);
  }

  /** A level; behind the last one a list of leaves whose hashes are equal. */
  static final class Node {
    private int bitmap;
    private Object[] slots;
    private final Object owner;

    private Node(int bitmap, Object[] slots, Object owner) {
      this.bitmap = bitmap;
      this.slots = slots;
      this.owner = owner;
    }
  }

  private HashTrie() {}

  /** The leaf for a key, or null. */
  static Leaf find(Node root, int hash, Object key) {
    Node node = root;
    for (int shift = 0; shift <= LAST_SHIFT; shift += BITS) {
      int bit = 1 << (hash >>> shift);
      if ((node.bitmap & bit) == 0) {
        return null;
      }
      Object slot = node.slots[index(node, bit)];
      if (slot instanceof Leaf leaf) {
        return leaf.hash() == hash && leaf.isFor(key) ? leaf : null;
      }
      node = (Node) slot;
    }
    for (Object o : node.slots) {
      if (((Leaf) o).isFor(key)) {
        return (Leaf) o;
      }
    }
    return null;
  }

  /** With a leaf, in place of the one for the same key. */
  static Node put(Node root, Leaf leaf, Object key, Object owner) {
    return put(root, 0, leaf, key, owner);
  }

  private static Node put(Node node, int shift, Leaf leaf, Object key, Object owner) {
    if (shift > LAST_SHIFT) {
      return putInList(node, leaf, key, owner);
    }
    int bit = 1 << (leaf.hash() >>> shift);
    int i = index(node, bit);
    if ((node.bitmap & bit) == 0) {
      return withSlots(node, node.bitmap | bit, inserted(node.slots, i, leaf), owner);
    }
    Object slot = node.slots[i];
    if (slot instanceof Node child) {
      return withSlot(node, i, put(child, shift + BITS, leaf, key, owner), owner);
    }
    Leaf other = (Leaf) slot;
    if (other.hash() == leaf.hash() && other.isFor(key)) {
      return withSlot(node, i, leaf, owner);
    }
    Node child = new Node(0, new Object[0], owner);
    child = put(child, shift + BITS, other, other, owner);
    return withSlot(node, i, put(child, shift + BITS, leaf, key, owner), owner);
  }

  private static Node putInList(Node node, Leaf leaf, Object key, Object owner) {
    for (int i = 0; i < node.slots.length; i++) {
      if (((Leaf) node.slots[i]).isFor(key)) {
        return withSlot(node, i, leaf, owner);
      }
    }
    return withSlots(node, 0, inserted(node.slots, node.slots.length, leaf), owner);
  }

  /** Without the leaf for a key. */
  static Node remove(Node root, int hash, Object key, Object owner) {
    return remove(root, 0, hash, key, owner);
  }

  private static Node remove(Node node, int shift, int hash, Object key, Object owner) {
    if (shift > LAST_SHIFT) {
      for (int i = 0; i < node.slots.length; i++) {
        if (((Leaf) node.slots[i]).isFor(key)) {
          return withSlots(node, 0, removed(node.slots, i), owner);
        }
      }
      return node;
    }
    int bit = 1 << (hash >>> shift);
    if ((node.bitmap & bit) == 0) {
      return node;
    }
    int i = index(node, bit);
    if (node.slots[i] instanceof Node child) {
      Node less = remove(child, shift + BITS, hash, key, owner);
      // A level for one leaf alone is none.
      boolean lone = less.slots.length == 1 && less.slots[0] instanceof Leaf;
      return withSlot(node, i, lone ? less.slots[0] : less, owner);
    }
    Leaf leaf = (Leaf) node.slots[i];
    return leaf.hash() == hash && leaf.isFor(key)
        ? withSlots(node, node.bitmap & ~bit, removed(node.slots, i), owner)
        : node;
  }

  static void forEach(Node node, Consumer<Leaf> action) {
    for (Object slot : node.slots) {
      if (slot instanceof Node child) {
        forEach(child, action);
      } else {
        action.accept((Leaf) slot);
      }
    }
  }

  private static int index(Node node, int bit) {
    return Integer.bitCount(node.bitmap & bit - 1);
  }

  private static Node withSlot(Node node, int i, Object slot, Object owner) {
    if (node.slots[i] == slot) {
      return node;
    }
    if (node.owner == owner) {
      node.slots[i] = slot;
      return node;
    }
    Object[] copy = node.slots.clone();
    copy[i] = slot;
    return new Node(node.bitmap, copy, owner);
  }

  private static Node withSlots(Node node, int bitmap, Object[] slots, Object owner) {
    if (node.owner == owner) {
      node.bitmap = bitmap;
      node.slots = slots;
      return node;
    }
    return new Node(bitmap, slots, owner);
  }

  private static Object[] inserted(Object[] slots, int i, Object slot) {
    Object[] more = Arrays.copyOf(slots, slots.length + 1);
    System.arraycopy(slots, i, more, i + 1, slots.length - i);
    more[i] = slot;
    return more;
  }

  private static Object[] removed(Object[] slots, int i) {
    Object[] fewer = Arrays.copyOf(slots, slots.length - 1);
    System.arraycopy(slots, i + 1, fewer, i, fewer.length - i);
    return fewer;
  }
}
