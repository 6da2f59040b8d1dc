package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;

/** Which bits of the key the verdicts of a set of rules can depend on. */
public final class UnionMask {
  private UnionMask() {}

  /** Adds what a rule's match and actions look at. */
  static void add(Rule rule, long[] mask) {
    rule.match.addMaskTo(mask);
    for (FlowAction action : rule.actions) {
      addAction(action, mask);
    }
  }

  /** Adds what translating an action looks at. The slow path uses the same for its own mask. */
  public static void addAction(FlowAction action, long[] mask) {
    switch (action) {
      case FlowAction.SetField set -> addPrerequisites(set.field(), mask);
      case FlowAction.SetVlan _, FlowAction.PushVlan _, FlowAction.PopVlan _ -> addVlans(mask);
      case FlowAction.DecTtl _, FlowAction.SetTos _ -> Field.DL_TYPE.cover(mask);
      case FlowAction.Normal _ -> {
        addVlans(mask);
        Field.DL_SRC.cover(mask);
        Field.DL_DST.cover(mask);
      }
      default -> {}
    }
  }

  /** Whether an action changes the packet; NORMAL does with its tag only. */
  static boolean rewrites(FlowAction action) {
    return switch (action) {
      case FlowAction.SetField _,
          FlowAction.SetTos _,
          FlowAction.SetVlan _,
          FlowAction.PushVlan _,
          FlowAction.PopVlan _,
          FlowAction.DecTtl _ ->
          true;
      default -> false;
    };
  }

  private static void addVlans(long[] mask) {
    mask[0] |= FlowKey.VLAN_TCI_MASK | FlowKey.TPID_MASK;
    mask[1] |= FlowKey.INNER_TCI_MASK;
  }

  private static void addPrerequisites(Field field, long[] mask) {
    switch (field) {
      case VLAN_TCI -> addVlans(mask);
      case DL_SRC, DL_DST -> {}
      case TP_SRC, TP_DST ->
          mask[0] |= FlowKey.DL_TYPE_MASK | FlowKey.NW_FRAG_MASK | FlowKey.NW_PROTO_MASK;
      default -> Field.DL_TYPE.cover(mask);
    }
  }
}
