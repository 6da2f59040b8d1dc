package io.sluice.datapath;

import java.util.Arrays;

/**
 * Which queue pairs of a port can be transmitted to, and on which lane each is. Immutable, so that
 * all lanes choose alike.
 */
final class Spread {
  static final Spread NONE = new Spread(new int[0], new int[0]);

  // In the order of the pairs.
  private final int[] pairs;
  private final int[] lanes;

  private Spread(int[] pairs, int[] lanes) {
    this.pairs = pairs;
    this.lanes = lanes;
  }

  int size() {
    return pairs.length;
  }

  /** The place in this spread where packets of a flow go. */
  int choose(int flowHash) {
    return (int) ((flowHash & 0xffffffffL) * pairs.length >>> 32);
  }

  int pair(int place) {
    return pairs[place];
  }

  int lane(int place) {
    return lanes[place];
  }

  /** With the pair on this lane, wherever it was. */
  Spread with(int pair, int lane) {
    int at = Arrays.binarySearch(pairs, pair);
    if (at >= 0) {
      int[] moved = lanes.clone();
      moved[at] = lane;
      return new Spread(pairs, moved);
    }
    return new Spread(insert(pairs, -at - 1, pair), insert(lanes, -at - 1, lane));
  }

  /** Without the pair, unless it is on another lane by now. */
  Spread without(int pair, int lane) {
    int at = Arrays.binarySearch(pairs, pair);
    if (at < 0 || lanes[at] != lane) {
      return this;
    }
    return size() == 1 ? NONE : new Spread(remove(pairs, at), remove(lanes, at));
  }

  private static int[] insert(int[] from, int at, int value) {
    int[] to = new int[from.length + 1];
    System.arraycopy(from, 0, to, 0, at);
    to[at] = value;
    System.arraycopy(from, at, to, at + 1, from.length - at);
    return to;
  }

  private static int[] remove(int[] from, int at) {
    int[] to = new int[from.length - 1];
    System.arraycopy(from, 0, to, 0, at);
    System.arraycopy(from, at + 1, to, at, to.length - at);
    return to;
  }
}
