package io.sluice.flow.pipeline;

import java.util.HashMap;
import java.util.Map;

/** Which conjunction a set of matched clauses fulfils: ovs-actions(7), conjunction. */
final class Conjunctions {
  private Conjunctions() {}

  /** The id of a conjunction all of whose clauses are among rules of a priority, or -1. */
  static int satisfied(Rule[] rules, int priority) {
    Map<Integer, Long> clauses = new HashMap<>();
    for (Rule rule : rules) {
      if (rule == null || rule.priority != priority) {
        continue;
      }
      for (FlowAction a : rule.actions) {
        if (a instanceof FlowAction.Conjunction(int id, int clause, int of)) {
          long met = clauses.merge(id, 1L << clause - 1, (x, y) -> x | y);
          if (Long.bitCount(met) == of) {
            return id;
          }
        }
      }
    }
    return -1;
  }
}
