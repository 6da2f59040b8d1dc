package io.sluice.flow.pipeline;

import java.util.Arrays;

/** Rules of a table that match the same, the highest priority first. Immutable. */
sealed interface RuleChain extends HashTrie.Leaf permits Rule, RuleChain.Several {
  Rule top();

  /** The next lower rule behind one of the chain's, or null. */
  Rule below(Rule rule);

  /** The rule of a priority, or null. */
  Rule at(int priority);

  /** With a rule, in place of one of the same priority. */
  RuleChain with(Rule rule);

  /** Without one of its rules; null when nothing is left. */
  RuleChain without(Rule rule);

  Rule[] all();

  /** At least two. */
  record Several(Rule[] rules) implements RuleChain {
    @Override
    public int hash() {
      return rules[0].hash();
    }

    @Override
    public boolean isFor(Object key) {
      return rules[0].isFor(key);
    }

    @Override
    public Rule top() {
      return rules[0];
    }

    @Override
    public Rule below(Rule rule) {
      for (Rule r : rules) {
        if (r.priority < rule.priority) {
          return r;
        }
      }
      return null;
    }

    @Override
    public Rule at(int priority) {
      for (Rule r : rules) {
        if (r.priority == priority) {
          return r;
        }
      }
      return null;
    }

    @Override
    public RuleChain with(Rule rule) {
      return of(rules, at(rule.priority), rule);
    }

    @Override
    public RuleChain without(Rule rule) {
      return of(rules, rule, null);
    }

    @Override
    public Rule[] all() {
      return rules;
    }
  }

  /** Of some rules, without one and with another. */
  static RuleChain of(Rule[] rules, Rule without, Rule with) {
    Rule[] next = new Rule[rules.length + 1];
    int n = 0;
    for (Rule r : rules) {
      if (r != without) {
        next[n++] = r;
      }
    }
    if (with != null) {
      next[n++] = with;
    }
    Rule[] exact = Arrays.copyOf(next, n);
    Arrays.sort(exact, (a, b) -> Integer.compare(b.priority, a.priority));
    return n == 0 ? null : n == 1 ? exact[0] : new Several(exact);
  }
}
