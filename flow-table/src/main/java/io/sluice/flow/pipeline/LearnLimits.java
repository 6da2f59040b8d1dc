package io.sluice.flow.pipeline;

import io.sluice.flow.pipeline.Learners.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How many rules there are of those that learn actions with a limit make, by table and cookie: a
 * lane is to know whether there is room for one more. Owned by the control thread.
 */
final class LearnLimits {
  /** Rules that learn so. */
  private final Map<Key, Integer> learners = new HashMap<>();

  private Map<Key, Integer> counts = Map.of();

  /** As of the last commit; not to be changed. */
  Map<Key, Integer> counts() {
    return counts;
  }

  /** The edit is made; the tables are as it left them. */
  void commit(PipelineEdit edit, TupleSpace[] tables) {
    List<Rule> removed = edit.removed.stream().map(PipelineEdit.Gone::rule).toList();
    Set<Key> fresh = new HashSet<>();
    Consumer<Key> goes = key -> learners.computeIfPresent(key, (k, n) -> n == 1 ? null : n - 1);
    edit.added.forEach(
        rule ->
            limited(
                rule,
                key -> {
                  if (learners.merge(key, 1, Integer::sum) == 1) {
                    fresh.add(key);
                  }
                }));
    edit.replaced.forEach(rule -> limited(rule, goes));
    removed.forEach(rule -> limited(rule, goes));
    if (learners.isEmpty()) {
      counts = Map.of();
      return;
    }
    Map<Key, Integer> next = new HashMap<>(counts);
    next.keySet().retainAll(learners.keySet());
    count(edit.added, 1, next);
    count(edit.replaced, -1, next);
    count(removed, -1, next);
    fresh.retainAll(learners.keySet());
    fresh.forEach(key -> next.put(key, count(key, tables)));
    counts = Map.copyOf(next);
  }

  private static void limited(Rule rule, Consumer<Key> action) {
    ActionWalk.forEach(
        rule.actions,
        a -> {
          if (a instanceof FlowAction.Learn(LearnSpec spec) && spec.limit() > 0) {
            action.accept(new Key(spec.table(), spec.cookie()));
          }
        });
  }

  private static void count(List<Rule> rules, int by, Map<Key, Integer> counts) {
    for (Rule rule : rules) {
      counts.computeIfPresent(new Key(rule.table, rule.cookie), (k, n) -> n + by);
    }
  }

  static int count(Key key, TupleSpace[] tables) {
    int[] count = {0};
    tables[key.table()].forEach(r -> count[0] += r.cookie == key.cookie() ? 1 : 0);
    return count[0];
  }
}
