package io.sluice.flow.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which rules use a group or a meter: one walk over the rules, however many are asked about. */
final class Users {
  private Users() {}

  static OptionalInt group(FlowAction action) {
    return action instanceof FlowAction.Group(int id) ? OptionalInt.of(id) : OptionalInt.empty();
  }

  static OptionalInt meter(FlowAction action) {
    return action instanceof FlowAction.Meter(int id) ? OptionalInt.of(id) : OptionalInt.empty();
  }

  /** How many rules use each. */
  static Map<Integer, int[]> count(TupleSpace[] tables, Function<FlowAction, OptionalInt> number) {
    Map<Integer, int[]> users = new HashMap<>();
    Map<Integer, Rule> counted = new HashMap<>(); // a rule counts once, however often it says so
    for (TupleSpace table : tables) {
      table.forEach(
          rule ->
              ActionWalk.forEach(
                  rule.actions,
                  action ->
                      number
                          .apply(action)
                          .ifPresent(
                              id -> {
                                if (counted.put(id, rule) != rule) {
                                  users.computeIfAbsent(id, i -> new int[1])[0]++;
                                }
                              })));
    }
    return users;
  }

  /** Whether actions use any of some. */
  static Predicate<List<FlowAction>> of(
      Set<Integer> numbers, Function<FlowAction, OptionalInt> number) {
    return actions -> {
      boolean[] uses = {false};
      ActionWalk.forEach(
          actions, action -> number.apply(action).ifPresent(id -> uses[0] |= numbers.contains(id)));
      return uses[0];
    };
  }
}
