package io.sluice.openflow.action;

import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Wire;

/**
 * The tables of actions, and their header.
 *
 * <pre>
 *  0       2        4              8         10
 * +-------+--------+--------------+---------+------
 * | type  | length | experimenter | subtype | ...      the last two only with type ffff
 * +-------+--------+--------------+---------+------
 * </pre>
 *
 * The length counts all, and is a multiple of 8: what an action does not need of it is zeros.
 */
final class ActionCodec {
  private static final int EXPERIMENTER = 0xffff;

  private static final Choice<Action> V10 =
      new Choice<Action>()
          .on(0, StandardAction.Output.class, StandardAction.Output.LAYOUT)
          .on(1, StandardAction.SetVlanVid.class, StandardAction.SetVlanVid.LAYOUT)
          .on(2, StandardAction.SetVlanPcp.class, StandardAction.SetVlanPcp.LAYOUT)
          .on(3, new StandardAction.PopVlan())
          .on(4, StandardAction.SetDlSrc.class, StandardAction.SetDlSrc.LAYOUT)
          .on(5, StandardAction.SetDlDst.class, StandardAction.SetDlDst.LAYOUT)
          .on(6, StandardAction.SetNwSrc.class, StandardAction.SetNwSrc.LAYOUT)
          .on(7, StandardAction.SetNwDst.class, StandardAction.SetNwDst.LAYOUT)
          .on(8, StandardAction.SetNwTos.class, StandardAction.SetNwTos.LAYOUT)
          .on(9, StandardAction.SetTpSrc.class, StandardAction.SetTpSrc.LAYOUT)
          .on(10, StandardAction.SetTpDst.class, StandardAction.SetTpDst.LAYOUT)
          .on(11, StandardAction.Enqueue.class, StandardAction.Enqueue.LAYOUT);

  /** With version 1.1's that ovs-ofctl still sends: {@code mod_tp_dst} in a bucket, say. */
  private static final Choice<Action> V13 =
      new Choice<Action>()
          .on(0, StandardAction.Output.class, StandardAction.Output.LAYOUT)
          .on(3, StandardAction.SetDlSrc.class, StandardAction.SetDlSrc.LAYOUT)
          .on(4, StandardAction.SetDlDst.class, StandardAction.SetDlDst.LAYOUT)
          .on(5, StandardAction.SetNwSrc.class, StandardAction.SetNwSrc.LAYOUT)
          .on(6, StandardAction.SetNwDst.class, StandardAction.SetNwDst.LAYOUT)
          .on(7, StandardAction.SetNwTos.class, StandardAction.SetNwTos.LAYOUT)
          .on(9, StandardAction.SetTpSrc.class, StandardAction.SetTpSrc.LAYOUT)
          .on(10, StandardAction.SetTpDst.class, StandardAction.SetTpDst.LAYOUT)
          .on(11, new StandardAction.CopyTtlOut())
          .on(12, new StandardAction.CopyTtlIn())
          .on(15, StandardAction.SetMplsTtl.class, StandardAction.SetMplsTtl.LAYOUT)
          .on(16, new StandardAction.DecMplsTtl())
          .on(17, StandardAction.PushVlan.class, StandardAction.PushVlan.LAYOUT)
          .on(18, new StandardAction.PopVlan())
          .on(19, StandardAction.PushMpls.class, StandardAction.PushMpls.LAYOUT)
          .on(20, StandardAction.PopMpls.class, StandardAction.PopMpls.LAYOUT)
          .on(21, StandardAction.SetQueue.class, StandardAction.SetQueue.LAYOUT)
          .on(22, StandardAction.Group.class, StandardAction.Group.LAYOUT)
          .on(23, StandardAction.SetNwTtl.class, StandardAction.SetNwTtl.LAYOUT)
          .on(24, new StandardAction.DecNwTtl())
          .on(25, StandardAction.SetField.class, StandardAction.SetField.LAYOUT)
          .on(26, StandardAction.PushPbb.class, StandardAction.PushPbb.LAYOUT)
          .on(27, new StandardAction.PopPbb());

  /** In both versions. */
  private static final Choice<Action> NICIRA = NiciraActions.common(new Choice<>());

  /** With those that in 1.3 are the specification's. */
  private static final Choice<Action> NICIRA_10 =
      NiciraActions.common(new Choice<Action>())
          .on(4, StandardAction.SetQueue.class, (w, a) -> NiciraActions.setQueue(w, a))
          .on(18, new StandardAction.DecNwTtl())
          .on(23, StandardAction.PushMpls.class, StandardAction.PushMpls.LAYOUT)
          .on(24, StandardAction.PopMpls.class, StandardAction.PopMpls.LAYOUT)
          .on(25, StandardAction.SetMplsTtl.class, StandardAction.SetMplsTtl.LAYOUT)
          .on(26, new StandardAction.DecMplsTtl())
          .on(40, StandardAction.Group.class, (w, a) -> NiciraActions.group(w, a));

  private static final Choice<Action> ONF_13 =
      new Choice<Action>().on(3200, NiciraAction.CopyField.class, NiciraAction.CopyField.LAYOUT);

  private ActionCodec() {}

  static Action wire(Wire w, Action action) {
    return w.reporting(
        OfError.OFPBAC_BAD_LEN,
        () -> {
          int start = w.position();
          int type = w.u16(action, a -> type(w, a));
          int length = w.length();
          return w.span(
              length,
              4,
              () -> {
                w.check((length & 7) == 0, OfError.OFPBAC_BAD_LEN, () -> "length " + length);
                Action read =
                    type == EXPERIMENTER ? experimenter(w, action) : standard(w, type, action);
                w.align(start);
                return read;
              });
        });
  }

  private static int type(Wire w, Action action) {
    Choice<Action> table = w.is10() ? V10 : V13;
    return table.takes(action) ? (int) table.code(action) : EXPERIMENTER;
  }

  private static Action standard(Wire w, int type, Action action) {
    Choice<Action> table = w.is10() ? V10 : V13;
    w.check(table.has(type), OfError.OFPBAC_BAD_TYPE, () -> "action " + type);
    return table.wire(w, type, action);
  }

  private static Action experimenter(Wire w, Action action) {
    Choice<Action> nicira = w.is10() ? NICIRA_10 : NICIRA;
    long vendor = w.u32(action, a -> !w.is10() && ONF_13.takes(a) ? OfError.ONF : OfError.NICIRA);
    Choice<Action> table = vendor == OfError.NICIRA ? nicira : w.is10() ? null : ONF_13;
    w.check(
        vendor == OfError.NICIRA || vendor == OfError.ONF && table != null,
        OfError.OFPBAC_BAD_VENDOR,
        () -> "experimenter " + Long.toHexString(vendor));
    int subtype = w.u16(action, a -> (int) table.code(a));
    w.check(table.has(subtype), OfError.OFPBAC_BAD_VENDOR_TYPE, () -> "action " + subtype);
    return table.wire(w, subtype, action);
  }
}
