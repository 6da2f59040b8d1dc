package io.sluice.flow.cache;

import io.sluice.flow.pipeline.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The megaflow tier: subtables, those hit most first, and a dense list of all verdicts for
 * housekeeping. Owned by the lane; bounded.
 */
final class Megaflows {
  static final int MAX = 200_000;
  private static final int SORT_EVERY = 4096;
  private static final int EVICTION_LOOKS = 16;

  private final MaskedHash hash;
  private Subtable[] subtables = new Subtable[0];
  private Verdict[] all = new Verdict[1024];
  private int size;
  private int untilSort = SORT_EVERY;
  private int evictionHand;
  private long additions;
  private long searched;

  Megaflows(long seed) {
    hash = new MaskedHash(seed);
  }

  int size() {
    return size;
  }

  int subtableCount() {
    return subtables.length;
  }

  /** The masks, in the order in which they are searched. */
  List<LookupView.Mask> masks() {
    List<LookupView.Mask> masks = new ArrayList<>();
    for (Subtable s : subtables) {
      Match mask = new Match.Builder().words(new long[s.mask.length], s.mask).build();
      masks.add(new LookupView.Mask(mask, s.size(), s.hits));
    }
    return masks;
  }

  Verdict at(int i) {
    return all[i];
  }

  /**
   * Verdicts that ever were added: what was not found is still not there while this is the same.
   */
  long additions() {
    return additions;
  }

  /** Keys that ever were looked up. */
  long searched() {
    return searched;
  }

  /** The verdict for one key, or null. */
  Verdict find(long[] keys, int base) {
    searched++;
    for (Subtable s : subtables) {
      Verdict v = s.find(keys, base);
      if (v != null) {
        s.hits++;
        found(1);
        return v;
      }
    }
    return null;
  }

  /**
   * Looks up keys of a burst: all of them in one subtable, what is left in the next.
   *
   * @param pending numbers of the keys; what is found nowhere is left in front
   * @param out gets the verdicts, by number; those of keys that are not found are untouched or null
   * @return how many are left
   */
  int find(long[] keys, int[] pending, int count, Verdict[] out) {
    searched += count;
    Subtable[] order = subtables;
    int left = count;
    for (int i = 0; i < order.length && left > 0; i++) {
      int before = left;
      left = order[i].find(keys, pending, left, out);
      order[i].hits += before - left;
    }
    found(count - left);
    return left;
  }

  private void found(int n) {
    untilSort -= n;
    if (untilSort <= 0) {
      sort();
    }
  }

  /** Adds a verdict; makes room when there is none, folding what it evicts. */
  void add(Verdict v, long nowNs) {
    if (size >= MAX) {
      evict(nowNs);
    }
    additions++;
    Subtable home = null;
    for (Subtable s : subtables) {
      if (Arrays.equals(s.mask, v.mask)) {
        home = s;
        break;
      }
    }
    if (home == null) {
      home = new Subtable(v.mask, hash);
      subtables = Arrays.copyOf(subtables, subtables.length + 1);
      subtables[subtables.length - 1] = home;
    }
    home.add(v);
    if (size == all.length) {
      all = Arrays.copyOf(all, size * 2);
    }
    v.index = size;
    all[size++] = v;
  }

  /** Takes a verdict out; its counters are folded first. */
  void remove(Verdict v, long nowNs) {
    v.fold(nowNs);
    Subtable s = v.subtable;
    s.remove(v);
    v.epoch = Verdict.NEVER; // an exact entry may still name it
    Verdict last = all[--size];
    all[size] = null;
    if (last != v) {
      all[v.index] = last;
      last.index = v.index;
    }
    if (s.size() == 0) {
      drop(s);
    }
  }

  private void drop(Subtable s) {
    Subtable[] fewer = new Subtable[subtables.length - 1];
    int n = 0;
    for (Subtable other : subtables) {
      if (other != s) {
        fewer[n++] = other;
      }
    }
    subtables = fewer;
  }

  /** Of a few, the one that is unused for longest. */
  private void evict(long nowNs) {
    Verdict victim = null;
    for (int i = 0; i < EVICTION_LOOKS; i++) {
      evictionHand = (evictionHand + 1) % size;
      Verdict v = all[evictionHand];
      if (victim == null
          || victim.packets > 0 && v.packets == 0
          || (v.packets == 0 || victim.packets > 0) && v.lastUsedNs - victim.lastUsedNs < 0) {
        victim = v;
      }
    }
    remove(victim, nowNs);
  }

  /** Insertion sort: nearly sorted already, and it allocates nothing. Old hits fade. */
  private void sort() {
    untilSort = SORT_EVERY;
    for (int i = 1; i < subtables.length; i++) {
      Subtable s = subtables[i];
      int j = i - 1;
      while (j >= 0 && subtables[j].hits < s.hits) {
        subtables[j + 1] = subtables[j];
        j--;
      }
      subtables[j + 1] = s;
    }
    for (Subtable s : subtables) {
      s.hits >>>= 1;
    }
  }
}
