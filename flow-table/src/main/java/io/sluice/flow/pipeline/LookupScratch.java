package io.sluice.flow.pipeline;

import java.util.ArrayList;
import java.util.List;

/** What a lookup needs besides the table. Owned by one thread and used again and again. */
public final class LookupScratch {
  final PrefixTrie.Result ports = new PrefixTrie.Result();
  final List<RuleChain> softChains = new ArrayList<>();
  final List<Rule> soft = new ArrayList<>();
  private final PrefixTrie.Result[] prefixes = new PrefixTrie.Result[Tuple.PREFIXES.length];
  private final boolean[] done = new boolean[Tuple.PREFIXES.length];
  private TupleSpace space;

  public LookupScratch() {
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i] = new PrefixTrie.Result();
    }
  }

  void begin(TupleSpace of) {
    space = of;
    java.util.Arrays.fill(done, false);
  }

  /**
   * Whether no rule that matches so long a prefix of a field can match the key; adds the bits that
   * show it. The trie knows all of a table's prefixes, so that it may want more bits than a rule of
   * this length has: then it is asked nothing, unless they are looked at already.
   *
   * @param free only by bits that are looked at already
   */
  boolean excludes(int i, int length, long[] key, long[] lookedAt, boolean free) {
    int[] p = Tuple.PREFIXES[i];
    int left = 64 - p[1] - p[2];
    PrefixTrie.Result r = prefixes[i];
    if (!done[i]) {
      long value = key[p[0]] << left & PrefixTrie.mask(p[2]);
      PrefixTrie.lookup(space.tries[i], value, p[2], r);
      done[i] = true;
    }
    if (r.has(length)) {
      return false;
    }
    long bits = PrefixTrie.mask(r.bits) >>> left;
    if (r.bits <= length && !free) {
      lookedAt[p[0]] |= bits;
      return true;
    }
    return (lookedAt[p[0]] & bits) == bits;
  }
}
