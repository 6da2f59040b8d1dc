package io.sluice.flow.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How many rules have a learn action with {@code delete_learned}, by the cookie and the table of
 * what they learn: with the last of them goes what was learned. Owned by the control thread.
 */
final class Learners {
  /** Of learned rules. */
  record Key(int table, long cookie) {}

  private final Map<Key, Integer> rules = new HashMap<>();

  boolean has(int table, long cookie) {
    return rules.containsKey(new Key(table, cookie));
  }

  /** What an edit changes of the counts. */
  static Map<Key, Integer> changes(PipelineEdit edit) {
    Map<Key, Integer> changes = new HashMap<>();
    edit.added.forEach(rule -> count(rule, 1, changes));
    edit.replaced.forEach(rule -> count(rule, -1, changes));
    edit.removed.forEach(gone -> count(gone.rule(), -1, changes));
    return changes;
  }

  private static void count(Rule rule, int by, Map<Key, Integer> changes) {
    keys(rule, key -> changes.merge(key, by, Integer::sum));
  }

  private static void keys(Rule rule, Consumer<Key> action) {
    ActionWalk.forEach(
        rule.actions,
        a -> {
          if (a instanceof FlowAction.Learn(LearnSpec spec) && spec.deleteLearned()) {
            action.accept(new Key(spec.table(), spec.cookie()));
          }
        });
  }

  /**
   * Removes what was learned of rules that the edit has taken away, and what those that go with it
   * have learned in turn.
   */
  void forget(PipelineEdit edit) {
    Set<Key> forgotten = new HashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<Key, Integer> change : changes(edit).entrySet()) {
        Key key = change.getKey();
        boolean last = change.getValue() < 0 && rules.getOrDefault(key, 0) <= -change.getValue();
        if (last && forgotten.add(key)) {
          edit.removeLearned(key.table, key.cookie);
          more = true;
        }
      }
    }
  }

  /** The edit is made. */
  void commit(PipelineEdit edit) {
    changes(edit)
        .forEach(
            (key, by) -> {
              int now = rules.getOrDefault(key, 0) + by;
              if (now > 0) {
                rules.put(key, now);
              } else {
                rules.remove(key);
              }
            });
  }
}
