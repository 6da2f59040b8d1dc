package io.sluice.flow.pipeline;

import java.util.List;
import java.util.function.Consumer;

/** Questions about lists of actions, with those that are in others. */
final class ActionWalk {
  private ActionWalk() {}

  static void forEach(List<FlowAction> actions, Consumer<FlowAction> visitor) {
    for (FlowAction a : actions) {
      visitor.accept(a);
      switch (a) {
        case FlowAction.Clone(var inner) -> forEach(inner, visitor);
        case FlowAction.WriteActions(var inner) -> forEach(inner, visitor);
        default -> {}
      }
    }
  }

  private static boolean any(
      List<FlowAction> actions, java.util.function.Predicate<FlowAction> what) {
    boolean[] found = {false};
    forEach(actions, a -> found[0] |= what.test(a));
    return found[0];
  }

  static boolean outputsTo(List<FlowAction> actions, int ofport) {
    return any(
        actions,
        a ->
            switch (a) {
              case FlowAction.Output(int port, _) -> port == ofport;
              case FlowAction.OutputTruncated(int port, _) -> port == ofport;
              case FlowAction.Enqueue(int port, _) -> port == ofport;
              default -> false;
            });
  }

  static boolean usesGroup(List<FlowAction> actions, int group) {
    return any(actions, a -> a instanceof FlowAction.Group(int g) && g == group);
  }

  static boolean usesMeter(List<FlowAction> actions, int meter) {
    return any(actions, a -> a instanceof FlowAction.Meter(int m) && m == meter);
  }

  /** Whether any of them changes the packet; NORMAL does with its tag only. */
  static boolean rewrites(List<FlowAction> actions) {
    return any(
        actions,
        a ->
            switch (a) {
              case FlowAction.SetField(Field f, _, _, _, _, _) -> f.ofPacket();
              case FlowAction.Move(_, Subfield to) -> to.field().ofPacket();
              case FlowAction.StackPop(Subfield to) -> to.field().ofPacket();
              case FlowAction.Learn(LearnSpec spec) ->
                  spec.resultTo() != null && spec.resultTo().field().ofPacket();
              case FlowAction.Multipath m -> m.to().field().ofPacket();
              case FlowAction.Bundle b -> b.to() != null && b.to().field().ofPacket();
              case FlowAction.Meter _, // one of its bands may
                  FlowAction.SetTos _,
                  FlowAction.SetVlan _,
                  FlowAction.PushVlan _,
                  FlowAction.PopVlan _,
                  FlowAction.DecTtl _,
                  FlowAction.PushMpls _,
                  FlowAction.PopMpls _,
                  FlowAction.DecMplsTtl _ ->
                  true;
              default -> false;
            });
  }
}
