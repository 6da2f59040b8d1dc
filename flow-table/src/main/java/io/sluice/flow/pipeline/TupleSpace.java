package io.sluice.flow.pipeline;

import java.util.function.Consumer;

/**
 * One table's rules, a hash trie per distinct mask ("tuple"), those first that have the highest
 * priority. Immutable: {@link TableEdit} makes the next one of it, sharing what stays.
 *
 * <p>A lookup tells which bits of the key its result depends on. It looks at few: tuples are
 * searched in stages (Pfaff et al., "The Design and Implementation of Open vSwitch", 5.3), and
 * those are skipped whose prefix of an address no rule of the table shares with the packet (5.4).
 */
public final class TupleSpace {
  static final TupleSpace EMPTY =
      new TupleSpace(new Tuple[0], HashTrie.EMPTY, new PrefixTrie.Node[Tuple.PREFIXES.length], 0);

  final Tuple[] tuples;

  /** The same tuples, to be found by their mask. */
  final HashTrie.Node byMask;

  final PrefixTrie.Node[] tries;
  final int size;

  TupleSpace(Tuple[] tuples, HashTrie.Node byMask, PrefixTrie.Node[] tries, int size) {
    this.tuples = tuples;
    this.byMask = byMask;
    this.tries = tries;
    this.size = size;
  }

  public int size() {
    return size;
  }

  /** How many masks its rules have. */
  public int maskCount() {
    return tuples.length;
  }

  /** The rule with such a match and priority, or null. */
  Rule find(Match match, int priority) {
    MatchMask mask = match.matchMask();
    Tuple tuple = (Tuple) HashTrie.find(byMask, mask.hashCode(), mask);
    RuleChain chain = tuple == null ? null : tuple.chain(match, Tuple.hashOf(match));
    return chain == null ? null : chain.at(priority);
  }

  /**
   * The rule for a pipeline key, or null; adds what was looked at to {@code lookedAt}, of as many
   * words.
   */
  public Rule lookup(long[] key, long[] lookedAt, LookupScratch scratch) {
    scratch.begin(this);
    return lookup(key, lookedAt, scratch, true);
  }

  private Rule lookup(long[] key, long[] lookedAt, LookupScratch s, boolean conjunctions) {
    s.softChains.clear();
    s.soft.clear();
    Rule best = null;
    for (Tuple tuple : tuples) {
      if (best != null && tuple.maxPriority <= best.priority) {
        break;
      }
      RuleChain chain = tuple.find(key, lookedAt, s);
      Rule rule = chain == null ? null : chain.top();
      while (rule != null && rule.conjunctive() && !conjunctions) {
        rule = chain.below(rule);
      }
      if (rule == null || best != null && rule.priority <= best.priority) {
        continue;
      }
      if (rule.conjunctive()) {
        s.softChains.add(chain);
        s.soft.add(rule);
      } else {
        best = rule;
      }
    }
    return s.soft.isEmpty() ? best : conjunctive(key, lookedAt, s, best);
  }

  /** Of rules that are parts of conjunctions: does a conjunction above the best other rule hold? */
  private Rule conjunctive(long[] key, long[] lookedAt, LookupScratch s, Rule hard) {
    Rule best = hard;
    RuleChain[] chains = s.softChains.toArray(new RuleChain[0]);
    Rule[] soft = s.soft.toArray(new Rule[0]);
    while (true) {
      int priority = best == null ? -1 : best.priority;
      int highest = -1;
      for (Rule r : soft) {
        highest = r != null && r.priority > priority ? Math.max(highest, r.priority) : highest;
      }
      if (highest < 0) {
        return best;
      }
      int id = Conjunctions.satisfied(soft, highest);
      if (id >= 0) {
        long old = Field.CONJ_ID.get(key, 0);
        Field.CONJ_ID.set(key, 0, id);
        Rule found = lookup(key, lookedAt, s, false);
        Field.CONJ_ID.set(key, 0, old);
        if (found != null) {
          return found;
        }
      }
      for (int i = 0; i < soft.length; i++) {
        if (soft[i] != null && soft[i].priority == highest) {
          Rule next = chains[i].below(soft[i]);
          soft[i] = next != null && next.conjunctive() ? next : null;
          boolean better = next != null && !next.conjunctive() && next.priority > priority;
          if (better && (best == null || next.priority > best.priority)) {
            best = next;
          }
        }
      }
    }
  }

  /** Every rule, in no order. */
  public void forEach(Consumer<Rule> action) {
    for (Tuple t : tuples) {
      forEach(t, action);
    }
  }

  static void forEach(Tuple tuple, Consumer<Rule> action) {
    HashTrie.forEach(
        tuple.rules,
        leaf -> {
          for (Rule r : ((RuleChain) leaf).all()) {
            action.accept(r);
          }
        });
  }
}
