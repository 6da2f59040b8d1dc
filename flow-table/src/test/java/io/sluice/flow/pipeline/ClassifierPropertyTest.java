package io.sluice.flow.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A million lookups in tables of random rules that come and go: each finds what a linear search
 * finds, and so does every other key that is equal under the mask that the lookup made.
 */
class ClassifierPropertyTest {
  private static final int LOOKUPS = 1_000_000;
  private static final int RULES = 120;
  private static final long SEED = Long.getLong("sluice.seed", 20261124);

  private final RandomRules random = new RandomRules(SEED);
  private final LookupScratch scratch = new LookupScratch();
  private final List<Rule> rules = new ArrayList<>();
  private TupleSpace space = TupleSpace.EMPTY;
  private long sequence;

  @Test
  void shouldFindWhatALinearSearchFinds() {
    long narrow = 0;
    long found = 0;
    for (int n = 0; n < LOOKUPS; n++) {
      if (n % 500 == 0) {
        TupleSpace before = space;
        List<Rule> then = List.copyOf(rules);
        change();
        if (n % 50_000 == 0) {
          checkUntouched(before, then);
        }
      }
      long[] key = random.key();
      long[] mask = new long[PipelineKey.WORDS];
      Rule want = linear(key);
      assertSame(want, space.lookup(key, mask, scratch), () -> "seed " + SEED);
      long[] other = random.sibling(key, mask);
      assertSame(want, linear(other), () -> "the mask is too wide; seed " + SEED);
      narrow += Arrays.stream(mask).map(Long::bitCount).sum();
      found += want == null ? 0 : 1;
    }
    assertTrue(found > LOOKUPS / 3, "rules are hit: " + found);
    System.out.printf(
        "classifier: %d lookups, %d hits, %.1f bits looked at on average%n",
        LOOKUPS, found, narrow / (double) LOOKUPS);
  }

  private Rule linear(long[] key) {
    Rule best = null;
    for (Rule rule : rules) {
      if ((best == null || rule.priority > best.priority) && rule.match.matches(key, 0)) {
        best = rule;
      }
    }
    return best;
  }

  /** Some rules go, some come; priorities are distinct. */
  private void change() {
    TableEdit edit = new TableEdit(space, new Object());
    for (int i = random.below(4); i > 0 && !rules.isEmpty(); i--) {
      edit.remove(rules.remove(random.below(rules.size())));
    }
    while (rules.size() > RULES) {
      edit.remove(rules.removeFirst());
    }
    for (int i = random.below(6); i > 0; i--) {
      int priority = random.below(60_000);
      if (rules.stream().noneMatch(r -> r.priority == priority)) {
        FlowMod mod = random.rule(priority);
        Rule rule = new Rule(mod, 0, edit.shared(mod.match()), 0, sequence++, new RuleStats());
        edit.put(rule);
        rules.add(rule);
      }
    }
    space = edit.done();
    assertEquals(rules.size(), space.size());
  }

  /** Whoever has the tables of before still finds what was there. */
  private void checkUntouched(TupleSpace before, List<Rule> then) {
    List<Rule> there = new ArrayList<>();
    before.forEach(there::add);
    assertEquals(then.size(), there.size());
    assertTrue(there.containsAll(then));
  }

  @Test
  void shouldEndEmptyWhenAllRulesWent() {
    TableEdit edit = new TableEdit(TupleSpace.EMPTY, new Object());
    List<Rule> all = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      FlowMod mod = random.rule(i);
      Rule rule = new Rule(mod, 0, edit.shared(mod.match()), 0, i, new RuleStats());
      Rule old = edit.find(rule.match, rule.priority);
      assertEquals(null, old);
      edit.put(rule);
      all.add(rule);
    }
    edit = new TableEdit(edit.done(), new Object());
    for (Rule rule : all) {
      assertSame(rule, edit.find(rule.match, rule.priority));
      edit.remove(rule);
    }
    TupleSpace empty = edit.done();
    assertEquals(0, empty.size());
    assertEquals(0, empty.maskCount());
    for (PrefixTrie.Node trie : empty.tries) {
      assertEquals(null, trie);
    }
  }
}
