package io.sluice.flow.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Changes of one table within one edit. What it began with stays as it is. A change costs what it
 * changes, not what the table has of rules or masks.
 */
final class TableEdit {
  private final Object owner;
  private final TupleSpace from;

  /** Tuples that are others now, by what they were; null: none, and what is none any more. */
  private final Map<MatchMask, Tuple> touched = new HashMap<>();

  private HashTrie.Node byMask;
  private final PrefixTrie.Node[] tries;
  private int size;

  TableEdit(TupleSpace from, Object owner) {
    this.owner = owner;
    this.from = from;
    byMask = from.byMask;
    tries = from.tries.clone();
    size = from.size;
  }

  private Tuple tuple(MatchMask mask) {
    return (Tuple) HashTrie.find(byMask, mask.hashCode(), mask);
  }

  private void put(Tuple tuple) {
    byMask = HashTrie.put(byMask, tuple, tuple, owner);
    touched.put(tuple.mask, tuple);
  }

  /** A mask that the table's rules have already, or this one. */
  Match shared(Match match) {
    Tuple t = tuple(match.matchMask());
    return t == null ? match : match.sharing(t.mask);
  }

  /** The rule with this match and priority, or null. */
  Rule find(Match match, int priority) {
    Tuple t = tuple(match.matchMask());
    RuleChain chain = t == null ? null : t.chain(match, Tuple.hashOf(match));
    return chain == null ? null : chain.at(priority);
  }

  /** Adds a rule, in place of the one with its match and priority. */
  void put(Rule rule) {
    MatchMask mask = rule.match.matchMask();
    Tuple old = tuple(mask);
    Tuple tuple = old == null ? new Tuple(mask, owner) : old.ownedBy(owner);
    if (tuple != old) {
      put(tuple);
    }
    RuleChain chain = tuple.chain(rule.match, rule.hash());
    if (chain == null) {
      tuple.put(rule);
      tuple.count(rule.match, 1);
      prefixes(tuple, rule, true);
    } else {
      tuple.put(chain.with(rule));
    }
    if (chain == null || chain.at(rule.priority) == null) {
      size++;
      tuple.size++;
    }
    if (rule.priority >= tuple.maxPriority) {
      tuple.maxPriority = rule.priority;
    }
  }

  void remove(Rule rule) {
    MatchMask mask = rule.match.matchMask();
    Tuple old = tuple(mask);
    Tuple tuple = old.ownedBy(owner);
    if (tuple != old) {
      put(tuple);
    }
    RuleChain rest = tuple.chain(rule.match, rule.hash()).without(rule);
    if (rest == null) {
      tuple.remove(rule);
      tuple.count(rule.match, -1);
      prefixes(tuple, rule, false);
    } else {
      tuple.put(rest);
    }
    size--;
    tuple.size--;
    tuple.stale += rule.priority == tuple.maxPriority ? 1 : 0;
    if (tuple.size == 0) {
      byMask = HashTrie.remove(byMask, mask.hashCode(), mask, owner);
      touched.put(mask, null);
    }
  }

  private void prefixes(Tuple tuple, Rule rule, boolean add) {
    for (int i = 0; i < tries.length; i++) {
      int length = tuple.prefixLength[i];
      if (length > 0) {
        int[] p = Tuple.PREFIXES[i];
        long bits = rule.match.value(p[0]) << 64 - p[1] - p[2];
        tries[i] =
            add
                ? PrefixTrie.add(tries[i], bits, length)
                : PrefixTrie.remove(tries[i], bits & PrefixTrie.mask(length), length);
      }
    }
  }

  int size() {
    return size;
  }

  /** Every rule that a match covers, in no order. */
  void covered(Match by, Consumer<Rule> action) {
    MatchMask wanted = by.matchMask();
    for (Tuple t : all()) {
      if (t.mask.equals(wanted)) {
        RuleChain chain = t.chain(by, Tuple.hashOf(by));
        if (chain != null) {
          Arrays.stream(chain.all()).forEach(action);
        }
      } else if (includes(t.mask, wanted)) {
        TupleSpace.forEach(
            t,
            r -> {
              if (by.covers(r.match)) {
                action.accept(r);
              }
            });
      }
    }
  }

  private static boolean includes(MatchMask mask, MatchMask part) {
    for (int w : part.used) {
      if ((part.words[w] & ~mask.words[w]) != 0) {
        return false;
      }
    }
    return true;
  }

  void forEach(Consumer<Rule> action) {
    all().forEach(t -> TupleSpace.forEach(t, action));
  }

  private List<Tuple> all() {
    List<Tuple> all = new ArrayList<>();
    HashTrie.forEach(byMask, leaf -> all.add((Tuple) leaf));
    return all;
  }

  TupleSpace done() {
    List<Tuple> sorted = new ArrayList<>(from.tuples.length + touched.size());
    for (Tuple t : from.tuples) {
      if (!touched.containsKey(t.mask)) {
        sorted.add(t);
      }
    }
    for (Tuple t : touched.values()) {
      if (t != null) {
        t.settle();
        sorted.add(t);
      }
    }
    // All but the last few are in order already, which this sort makes use of.
    sorted.sort(Comparator.comparingInt((Tuple t) -> -t.maxPriority));
    return new TupleSpace(sorted.toArray(new Tuple[0]), byMask, tries, size);
  }
}
