package io.sluice.flow.cache;

import io.sluice.flow.pipeline.FlowAction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The order in which an action set is carried out: OpenFlow 1.3.5, 5.10. Stateless. */
final class ActionSet {
  private ActionSet() {}

  /** The set's actions in order. Of those there can be one of, the last written counts. */
  static List<FlowAction> ordered(List<FlowAction> set) {
    List<FlowAction> all = new ArrayList<>();
    IntFunction<FlowAction> last = rank -> lastOf(set, rank);
    for (int rank = 0; rank < FIELDS; rank++) {
      add(all, last.apply(rank));
    }
    set.stream().filter(a -> rank(a) == FIELDS).forEach(all::add);
    add(all, last.apply(QUEUE));
    FlowAction group = last.apply(GROUP);
    add(all, group != null ? group : last.apply(OUTPUT));
    return all;
  }

  /** What actset_output holds: the port of the set's output; "unset" by a group, or without one. */
  static int output(List<FlowAction> set) {
    return lastOf(set, GROUP) == null
            && lastOf(set, OUTPUT) instanceof FlowAction.Output(int port, _)
        ? port
        : FlowAction.PORT_UNSET;
  }

  private static final int FIELDS = 6;
  private static final int QUEUE = 7;
  private static final int GROUP = 8;
  private static final int OUTPUT = 9;
  private static final int NOTHING = 10;

  private static int rank(FlowAction a) {
    return switch (a) {
      case FlowAction.PopVlan _ -> 0;
      case FlowAction.PopMpls _ -> 1;
      case FlowAction.PushMpls _ -> 2;
      case FlowAction.PushVlan _ -> 3;
      case FlowAction.DecTtl _ -> 4;
      case FlowAction.DecMplsTtl _ -> 5;
      case FlowAction.SetField _, FlowAction.Move _, FlowAction.SetTos _, FlowAction.SetVlan _ ->
          FIELDS;
      case FlowAction.SetQueue _ -> QUEUE;
      case FlowAction.Group _ -> GROUP;
      case FlowAction.Note _, FlowAction.PopQueue _ -> NOTHING;
      default -> OUTPUT;
    };
  }

  private static FlowAction lastOf(List<FlowAction> set, int rank) {
    return set.reversed().stream().filter(a -> rank(a) == rank).findFirst().orElse(null);
  }

  private static void add(List<FlowAction> all, FlowAction a) {
    if (a != null) {
      all.add(a);
    }
  }
}
