package io.sluice.flow.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Changes of one table within one edit. What it began with stays as it is. */
final class TableEdit {
  private final Object owner;
  private final Map<MatchMask, Tuple> tuples = new HashMap<>();
  private final PrefixTrie.Node[] tries;
  private int size;

  TableEdit(TupleSpace from, Object owner) {
    this.owner = owner;
    for (Tuple t : from.tuples) {
      tuples.put(t.mask, t);
    }
    tries = from.tries.clone();
    size = from.size;
  }

  /** A mask that the table's rules have already, or this one. */
  Match shared(Match match) {
    Tuple t = tuples.get(match.matchMask());
    return t == null ? match : match.sharing(t.mask);
  }

  /** The rule with this match and priority, or null. */
  Rule find(Match match, int priority) {
    Tuple t = tuples.get(match.matchMask());
    RuleChain chain = t == null ? null : t.chain(match, Tuple.hashOf(match));
    return chain == null ? null : chain.at(priority);
  }

  /** Adds a rule, in place of the one with its match and priority. */
  void put(Rule rule) {
    MatchMask mask = rule.match.matchMask();
    Tuple tuple = tuples.get(mask);
    tuple = tuple == null ? new Tuple(mask, owner) : tuple.ownedBy(owner);
    tuples.put(mask, tuple);
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
    Tuple tuple = tuples.get(mask).ownedBy(owner);
    tuples.put(mask, tuple);
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
      tuples.remove(mask);
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
    for (Tuple t : List.copyOf(tuples.values())) {
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
    tuples.values().forEach(t -> TupleSpace.forEach(t, action));
  }

  TupleSpace done() {
    List<Tuple> sorted = new ArrayList<>(tuples.values());
    sorted.forEach(
        t -> {
          if (t.owner == owner) {
            t.settle();
          }
        });
    sorted.sort(Comparator.comparingInt((Tuple t) -> -t.maxPriority));
    return new TupleSpace(sorted.toArray(new Tuple[0]), tries, size);
  }
}
