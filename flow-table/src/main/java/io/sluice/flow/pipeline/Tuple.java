package io.sluice.flow.pipeline;

/**
 * The rules of a table that have one mask. Changed by the edit that made it ({@code owner}) and not
 * any more when that is published.
 */
final class Tuple implements HashTrie.Leaf {
  /** Prefixes that tries are kept for, in the order they are asked: word, shift, bits. */
  static final int[][] PREFIXES = {{3, 0, 32}, {3, 32, 32}, {7, 0, 64}, {5, 0, 64}};

  /** The stage of the fields that prefixes are of. */
  private static final int PREFIX_STAGE = 2;

  private static final long SEED = 0x5ca1ab1e;
  private static final int PORTS_WORD = 4;
  private static final int PORTS_BITS = 32;

  final MatchMask mask;
  final Object owner;

  /** How long a prefix of each of {@link #PREFIXES} is matched; 0: none, or no prefix. */
  final int[] prefixLength;

  /** Bits of tp_src and tp_dst up to the last that is matched. */
  final int portsLength;

  HashTrie.Node rules;

  /** By each stage but the last: hashes of what rules match up to there. */
  final HashTrie.Node[] stages;

  /** Of tp_src and tp_dst under the mask. */
  PrefixTrie.Node ports;

  int size;

  /** No rule has a higher one; at times none has this one either. */
  int maxPriority;

  /** How many rules of the highest priority went since it was computed. */
  int stale;

  /** Hashes of a stage that so many rules have. */
  record Count(int hash, int rules) implements HashTrie.Leaf {
    @Override
    public boolean isFor(Object key) {
      return true;
    }
  }

  Tuple(MatchMask mask, Object owner) {
    this.mask = mask;
    this.owner = owner;
    rules = HashTrie.EMPTY;
    stages = new HashTrie.Node[mask.lastStage];
    java.util.Arrays.fill(stages, HashTrie.EMPTY);
    prefixLength = new int[PREFIXES.length];
    for (int i = 0; i < PREFIXES.length; i++) {
      int[] p = PREFIXES[i];
      prefixLength[i] = Math.max(0, mask.prefixLength(p[0], p[1], p[2]));
    }
    long portsMask = mask.words[PORTS_WORD] >>> 32;
    portsLength = portsMask == 0 ? 0 : PORTS_BITS - Long.numberOfTrailingZeros(portsMask);
  }

  private Tuple(Tuple other, Object owner) {
    this.mask = other.mask;
    this.owner = owner;
    rules = other.rules;
    stages = other.stages.clone();
    prefixLength = other.prefixLength;
    portsLength = other.portsLength;
    ports = other.ports;
    size = other.size;
    maxPriority = other.maxPriority;
    stale = other.stale;
  }

  /** One that the owner may change. */
  Tuple ownedBy(Object newOwner) {
    return owner == newOwner ? this : new Tuple(this, newOwner);
  }

  @Override
  public int hash() {
    return mask.hashCode();
  }

  /** {@inheritDoc} The key is a mask, or another tuple of that mask. */
  @Override
  public boolean isFor(Object key) {
    return key instanceof Tuple t ? mask.equals(t.mask) : mask.equals(key);
  }

  static int hashOf(Match match) {
    long[] key = new long[PipelineKey.WORDS];
    match.copyValueTo(key);
    MatchMask mask = match.matchMask();
    long h = SEED;
    for (int s = 0; s <= mask.lastStage; s++) {
      h = mask.hashStage(h, s, key);
    }
    return MatchMask.finish(h);
  }

  RuleChain chain(Match match, int hash) {
    return (RuleChain) HashTrie.find(rules, hash, match);
  }

  void put(RuleChain chain) {
    rules = HashTrie.put(rules, chain, chain, owner);
  }

  void remove(Rule any) {
    rules = HashTrie.remove(rules, any.hash(), any, owner);
  }

  /** Counts a match that came or went. */
  void count(Match match, int by) {
    long[] key = new long[PipelineKey.WORDS];
    match.copyValueTo(key);
    long h = SEED;
    for (int s = 0; s < stages.length; s++) {
      h = mask.hashStage(h, s, key);
      if (mask.hasStage(s)) {
        stages[s] = counted(stages[s], MatchMask.finish(h), by);
      }
    }
    if (portsLength > 0) {
      long value = key[PORTS_WORD] & -1L << 32;
      ports =
          by > 0
              ? PrefixTrie.add(ports, value, portsLength)
              : PrefixTrie.remove(ports, value, portsLength);
    }
  }

  private HashTrie.Node counted(HashTrie.Node index, int hash, int by) {
    Count old = (Count) HashTrie.find(index, hash, this);
    int n = (old == null ? 0 : old.rules) + by;
    return n == 0
        ? HashTrie.remove(index, hash, this, owner)
        : HashTrie.put(index, new Count(hash, n), this, owner);
  }

  /** The chain that a key matches, or null; what was looked at to know is added to a mask. */
  RuleChain find(long[] key, long[] lookedAt, LookupScratch scratch) {
    if (excluded(key, lookedAt, scratch, true)) {
      return null;
    }
    long h = SEED;
    for (int s = 0; s < stages.length; s++) {
      if (s == PREFIX_STAGE && excluded(key, lookedAt, scratch, false)) {
        return null;
      }
      h = mask.hashStage(h, s, key);
      if (mask.hasStage(s) && HashTrie.find(stages[s], MatchMask.finish(h), this) == null) {
        mask.coverUpTo(s, lookedAt);
        return null;
      }
    }
    if (mask.lastStage == PREFIX_STAGE && excluded(key, lookedAt, scratch, false)) {
      return null;
    }
    h = mask.hashStage(h, mask.lastStage, key);
    RuleChain chain = (RuleChain) HashTrie.find(rules, MatchMask.finish(h), key);
    if (chain == null && portsLength > 0) {
      long m = mask.words[PORTS_WORD] & -1L << 32;
      PrefixTrie.lookup(ports, key[PORTS_WORD] & m, PORTS_BITS, scratch.ports);
      if (!scratch.ports.has(portsLength)) {
        lookedAt[PORTS_WORD] |= m & PrefixTrie.mask(scratch.ports.bits);
        return null;
      }
    }
    mask.coverUpTo(mask.lastStage, lookedAt);
    return chain;
  }

  /**
   * Whether no rule's prefix of an address is the key's; {@code free}: by what is known already.
   */
  private boolean excluded(long[] key, long[] lookedAt, LookupScratch scratch, boolean free) {
    for (int i = 0; i < prefixLength.length; i++) {
      int length = prefixLength[i];
      if (length > 0 && scratch.excludes(i, length, key, lookedAt, free)) {
        return true;
      }
    }
    return false;
  }

  /** Computes the highest priority anew when it is cheap or has become worth it. */
  void settle() {
    if (stale > 0 && (size <= 256 || stale > size / 8)) {
      int[] max = {0};
      HashTrie.forEach(rules, leaf -> max[0] = Math.max(max[0], ((RuleChain) leaf).top().priority));
      maxPriority = max[0];
      stale = 0;
    }
  }
}
