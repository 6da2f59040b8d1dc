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
      case FlowAction.SetVlan _, FlowAction.PushVlan _ -> Field.VLAN_TCI.cover(mask);
      case FlowAction.PopVlan _ -> {
        Field.VLAN_TCI.cover(mask);
        mask[1] |= 0xffff;
      }
      case FlowAction.DecTtl _ -> Field.DL_TYPE.cover(mask);
      case FlowAction.Normal _ -> {
        Field.VLAN_TCI.cover(mask);
        Field.DL_SRC.cover(mask);
        Field.DL_DST.cover(mask);
        // A tag behind the one that an access port takes away is part of the rewritten packet.
        mask[1] |= 0xffff;
      }
      default -> {}
    }
  }

  private static void addPrerequisites(Field field, long[] mask) {
    switch (field) {
      case VLAN_TCI -> Field.VLAN_TCI.cover(mask);
      case DL_SRC, DL_DST -> {}
      case TP_SRC, TP_DST, TCP_FLAGS ->
          mask[0] |= FlowKey.DL_TYPE_MASK | FlowKey.NW_FRAG_MASK | FlowKey.NW_PROTO_MASK;
      default -> Field.DL_TYPE.cover(mask);
    }
    // Only some bits of the TOS byte are set by nw_tos; the rest is taken over from the packet.
    if (field == Field.NW_TOS) {
      Field.NW_TOS.cover(mask);
    }
  }
}
