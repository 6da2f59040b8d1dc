package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;

/**
 * What the groups of a generation look at and do, all together: found out once for each change of a
 * group, not for each of a flow.
 *
 * @param groups the ones it is about
 * @param looks bits of a packet's key; not to be changed
 * @param rewrites whether any of them changes packets
 */
record GroupFacts(HashTrie.Node groups, long[] looks, boolean rewrites) {
  static final GroupFacts NONE = new GroupFacts(HashTrie.EMPTY, new long[FlowKey.WORDS], false);

  static GroupFacts of(HashTrie.Node groups) {
    long[] looks = new long[FlowKey.WORDS];
    boolean[] rewrites = {false};
    HashTrie.forEach(
        groups,
        leaf -> {
          Group group = (Group) leaf;
          if (group.type() == Group.Type.SELECT) {
            UnionMask.addSelect(looks);
          }
          for (Group.Bucket bucket : group.buckets()) {
            UnionMask.add(bucket.actions(), looks);
            rewrites[0] |= ActionWalk.rewrites(bucket.actions());
          }
        });
    return new GroupFacts(groups, looks, rewrites[0]);
  }

  /** With what others look at; not to be changed. */
  long[] and(long[] others) {
    if (groups == HashTrie.EMPTY) {
      return others;
    }
    long[] all = looks.clone();
    for (int w = 0; w < all.length; w++) {
      all[w] |= others[w];
    }
    return all;
  }
}
