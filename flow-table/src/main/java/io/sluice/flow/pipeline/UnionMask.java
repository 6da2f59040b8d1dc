package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.List;

/** Which bits of a packet's key the verdicts of rules can depend on. */
public final class UnionMask {
  private UnionMask() {}

  /** Adds what a rule's match and actions look at. */
  static void add(Match match, List<FlowAction> actions, long[] mask) {
    match.addMaskTo(mask);
    add(actions, mask);
  }

  static void add(List<FlowAction> actions, long[] mask) {
    ActionWalk.forEach(
        actions,
        a -> {
          addAction(a, mask);
          addLabels(a, mask);
          if (a instanceof FlowAction.FinTimeout) {
            addEnds(mask);
          }
        });
  }

  /** Adds what may be looked at to push or pop an MPLS label, whatever the packet. */
  private static void addLabels(FlowAction action, long[] mask) {
    boolean push = action instanceof FlowAction.PushMpls;
    if (push || action instanceof FlowAction.PopMpls) {
      mask[FlowKey.LABEL_WORD] |= ~Field.IPV6_LABEL.ones();
      mask[FlowKey.LABEL_WORD + 1] = -1L;
    }
    if (push) {
      Field.IP_DSCP.cover(mask);
      Field.NW_TTL.cover(mask);
    }
  }

  /** Adds the flags that end a connection, of a TCP packet. */
  public static void addEnds(long[] mask) {
    Field.TCP_FLAGS.cover(mask, 0, FlowKey.FIN_OR_RST);
  }

  /**
   * Adds what carrying out an action itself looks at, as far as the mask goes. The slow path uses
   * the same for its own mask.
   */
  public static void addAction(FlowAction action, long[] mask) {
    switch (action) {
      case FlowAction.SetField set -> addPrerequisites(set.field(), mask);
      case FlowAction.Move(Subfield from, Subfield to) -> {
        read(from, mask);
        addPrerequisites(to.field(), mask);
      }
      case FlowAction.StackPush(Subfield from) -> read(from, mask);
      case FlowAction.StackPop(Subfield to) -> addPrerequisites(to.field(), mask);
      case FlowAction.OutputReg(Subfield from, _) -> read(from, mask);
      case FlowAction.SetVlan _, FlowAction.PushVlan _, FlowAction.PopVlan _ -> addVlans(mask);
      case FlowAction.DecTtl _,
          FlowAction.SetTos _,
          FlowAction.PushMpls _,
          FlowAction.PopMpls _,
          FlowAction.DecMplsTtl _ ->
          Field.DL_TYPE.cover(mask);
      case FlowAction.Multipath(var fields, _, _, _, _, Subfield to) -> {
        addHashFields(fields, mask);
        addPrerequisites(to.field(), mask);
      }
      case FlowAction.Bundle(var fields, _, _, _, Subfield to) -> {
        addHashFields(fields, mask);
        if (to != null) {
          addPrerequisites(to.field(), mask);
        }
      }
      case FlowAction.Learn(LearnSpec spec) -> {
        for (LearnSpec.Part part : spec.parts()) {
          switch (part) {
            case LearnSpec.Part.MatchField(Subfield from, _) -> read(from, mask);
            case LearnSpec.Part.LoadField(Subfield from, _) -> read(from, mask);
            case LearnSpec.Part.OutputField(Subfield from) -> read(from, mask);
            default -> {}
          }
        }
        if (spec.resultTo() != null) {
          addPrerequisites(spec.resultTo().field(), mask);
        }
      }
      case FlowAction.FinTimeout _ -> mask[0] |= FlowKey.DL_TYPE_MASK | FlowKey.NW_PROTO_MASK;
      case FlowAction.Normal _ -> {
        addVlans(mask);
        Field.DL_SRC.cover(mask);
        Field.DL_DST.cover(mask);
      }
      default -> {}
    }
  }

  /** Adds what a group's choice looks at. */
  public static void addSelect(long[] mask) {
    addHashFields(FlowAction.HashFields.SYMMETRIC_L3L4, mask);
    Field.NW_PROTO.cover(mask);
    Field.DL_SRC.cover(mask);
    Field.DL_DST.cover(mask);
  }

  /** Adds what a hash is computed over, whatever the packet. */
  public static void addHashFields(FlowAction.HashFields fields, long[] mask) {
    switch (fields) {
      case ETH_SRC -> Field.DL_SRC.cover(mask);
      case NW_SRC -> {
        Field.DL_TYPE.cover(mask);
        Field.NW_SRC.cover(mask);
        Field.IPV6_SRC.cover(mask);
      }
      case NW_DST -> {
        Field.DL_TYPE.cover(mask);
        Field.NW_DST.cover(mask);
        Field.IPV6_DST.cover(mask);
      }
      default -> {
        mask[0] |= FlowKey.DL_TYPE_MASK | FlowKey.NW_PROTO_MASK | FlowKey.NW_FRAG_MASK;
        Field.NW_SRC.cover(mask);
        Field.NW_DST.cover(mask);
        Field.IPV6_SRC.cover(mask);
        Field.IPV6_DST.cover(mask);
        Field.TP_SRC.cover(mask);
        Field.TP_DST.cover(mask);
        if (fields == FlowAction.HashFields.SYMMETRIC_L4) {
          Field.DL_SRC.cover(mask);
          Field.DL_DST.cover(mask);
          mask[0] |= FlowKey.VLAN_TCI_MASK;
        }
      }
    }
  }

  private static void read(Subfield from, long[] mask) {
    if (from.field().word < mask.length) {
      from.cover(mask);
      if (ofNetwork(from.field())) {
        Field.DL_TYPE.cover(mask);
      }
    }
  }

  /** Whether it depends on a packet's type what is there. */
  private static boolean ofNetwork(Field field) {
    return switch (field) {
      case IN_PORT, DL_SRC, DL_DST, DL_TYPE, VLAN_TCI, VLAN_VID, VLAN_PCP -> false;
      default -> field.ofPacket();
    };
  }

  private static void addVlans(long[] mask) {
    mask[0] |= FlowKey.VLAN_TCI_MASK | FlowKey.TPID_MASK;
    mask[1] |= FlowKey.INNER_TCI_MASK;
  }

  private static void addPrerequisites(Field field, long[] mask) {
    switch (field) {
      case VLAN_TCI, VLAN_VID, VLAN_PCP -> addVlans(mask);
      case TP_SRC, TP_DST, ICMP_TYPE, ICMP_CODE, ICMPV6_TYPE, ICMPV6_CODE ->
          mask[0] |= FlowKey.DL_TYPE_MASK | FlowKey.NW_FRAG_MASK | FlowKey.NW_PROTO_MASK;
      case ND_TARGET, ND_SLL, ND_TLL -> {
        mask[0] |= FlowKey.DL_TYPE_MASK | FlowKey.NW_FRAG_MASK | FlowKey.NW_PROTO_MASK;
        Field.ICMPV6_TYPE.cover(mask);
        Field.ICMPV6_CODE.cover(mask);
      }
      default -> {
        if (ofNetwork(field)) {
          Field.DL_TYPE.cover(mask);
        }
      }
    }
  }
}
