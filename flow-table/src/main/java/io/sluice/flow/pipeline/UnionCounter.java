package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps up what all rules together look at while rules come and go: counts of each distinct mask.
 * Owned by the control thread.
 */
final class UnionCounter {
  private record Mask(long[] words) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Mask m && Arrays.equals(words, m.words);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(words);
    }
  }

  private final Map<Mask, int[]> counts = new HashMap<>();
  private long[] union = start();
  private int rewriting;
  private int timed;

  void add(Rule rule) {
    Mask mask = maskOf(rule);
    int[] count = counts.get(mask);
    if (count == null) {
      counts.put(mask, new int[] {1});
      long[] wider = union().clone(); // snapshots have the old one
      or(wider, mask.words);
      union = wider;
    } else {
      count[0]++;
    }
    rewriting += ActionWalk.rewrites(rule.actions) ? 1 : 0;
    timed += rule.times() ? 1 : 0;
  }

  void remove(Rule rule) {
    Mask mask = maskOf(rule);
    if (--counts.get(mask)[0] == 0) {
      counts.remove(mask);
      union = null;
    }
    rewriting -= ActionWalk.rewrites(rule.actions) ? 1 : 0;
    timed -= rule.times() ? 1 : 0;
  }

  private static Mask maskOf(Rule rule) {
    long[] words = new long[FlowKey.WORDS];
    UnionMask.add(rule.match, rule.actions, words);
    return new Mask(words);
  }

  /** Not to be changed. */
  long[] union() {
    if (union == null) {
      union = start();
      counts.keySet().forEach(m -> or(union, m.words));
    }
    return union;
  }

  boolean rewrites() {
    return rewriting > 0;
  }

  /** Whether any rule has a timeout. */
  boolean anyTimed() {
    return timed > 0;
  }

  private static long[] start() {
    long[] words = new long[FlowKey.WORDS];
    Field.IN_PORT.cover(words);
    return words;
  }

  private static void or(long[] into, long[] words) {
    for (int w = 0; w < into.length; w++) {
      into[w] |= words[w];
    }
  }
}
