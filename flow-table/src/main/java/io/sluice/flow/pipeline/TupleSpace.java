package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One table's rules, a hash map per distinct mask ("tuple"), the maps sorted by the highest
 * priority in them. Immutable.
 */
public final class TupleSpace {
  static final TupleSpace EMPTY = new TupleSpace(List.of());

  private final Tuple[] tuples;

  TupleSpace(Collection<Rule> rules) {
    Map<List<Long>, Tuple> byMask = new LinkedHashMap<>();
    MaskedKey key = new MaskedKey();
    for (Rule rule : rules) {
      long[] mask = rule.match.maskWords();
      List<Long> maskKey = java.util.Arrays.stream(mask).boxed().toList();
      Tuple tuple = byMask.computeIfAbsent(maskKey, unused -> new Tuple(mask));
      key.set(rule.match.valueWords(), 0, mask);
      // Of rules that match the same, only the one of highest priority can ever be found.
      Rule other = tuple.rules.get(key);
      if (other == null || other.priority < rule.priority) {
        tuple.rules.put(key, rule);
        key = new MaskedKey();
      }
      tuple.maxPriority = Math.max(tuple.maxPriority, rule.priority);
    }
    tuples = byMask.values().toArray(new Tuple[0]);
    java.util.Arrays.sort(tuples, Comparator.comparingInt((Tuple t) -> -t.maxPriority));
  }

  /**
   * The rule for a key, or null; adds what was looked at to {@code lookedAt}.
   *
   * @param probe scratch of the caller
   */
  public Rule lookup(long[] key, int base, long[] lookedAt, MaskedKey probe) {
    Rule best = null;
    for (Tuple tuple : tuples) {
      if (best != null && tuple.maxPriority <= best.priority) {
        break;
      }
      for (int w = 0; w < FlowKey.WORDS; w++) {
        lookedAt[w] |= tuple.mask[w];
      }
      Rule rule = tuple.rules.get(probe.set(key, base, tuple.mask));
      if (rule != null && (best == null || rule.priority > best.priority)) {
        best = rule;
      }
    }
    return best;
  }

  private static final class Tuple {
    final long[] mask;
    final Map<MaskedKey, Rule> rules = new HashMap<>();
    int maxPriority;

    Tuple(long[] mask) {
      this.mask = mask;
    }
  }
}
