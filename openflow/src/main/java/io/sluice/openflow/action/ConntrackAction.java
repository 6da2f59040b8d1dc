package io.sluice.openflow.action;

import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import java.util.List;

/**
 * Connection tracking, {@code ct(...)}.
 *
 * @param flags 1 commit, 2 force
 * @param zone used when {@code zoneField} is null
 * @param zoneField where the zone comes from, or null
 * @param table where a tracked packet goes on; 255: nowhere
 * @param alg well-known port of the protocol to look into, 0: none
 * @param actions done with the connection when it is committed
 */
public record ConntrackAction(
    int flags, int zone, Subfield zoneField, int table, int alg, List<Action> actions)
    implements NiciraAction {
  public static final int COMMIT = 1;
  public static final int FORCE = 2;

  static final Struct<ConntrackAction> LAYOUT =
      (w, a) -> {
        int flags = w.u16(a, ConntrackAction::flags);
        long source = w.u32(a, ct -> ct.zoneField == null ? 0 : ct.zoneField.field().bits());
        int range = w.u16(a, ct -> ct.zoneField == null ? ct.zone : ct.zoneField.range());
        ConntrackAction read =
            new ConntrackAction(
                flags,
                source == 0 ? range : 0,
                source == 0 ? null : field(w, source, range),
                w.u8(a, ConntrackAction::table),
                w.pad(3).u16(a, ConntrackAction::alg),
                w.list(a, ConntrackAction::actions, Action.LAYOUT));
        check(w, read);
        return read;
      };

  private static Subfield field(Wire w, long source, int range) {
    OxmHeader header = new OxmHeader(source, 0);
    w.check(header.field() != null, OfError.OFPBAC_BAD_SET_TYPE, header::toString);
    Subfield field = Subfield.valid(w, Subfield.of(header, range));
    w.check(field.bits() == 16, OfError.OFPBAC_BAD_SET_LEN, "a zone has 16 bits");
    return field;
  }

  private static void check(Wire w, ConntrackAction ct) {
    w.check(
        (ct.flags & FORCE) == 0 || (ct.flags & COMMIT) != 0,
        OfError.OFPBAC_BAD_ARGUMENT,
        "force without commit");
    for (Action action : ct.actions) {
      boolean nat = action instanceof NatAction;
      boolean load =
          action instanceof NiciraAction.RegLoad
              || action instanceof NiciraAction.RegLoad2
              || action instanceof NiciraAction.RegMove
              || action instanceof StandardAction.SetField;
      w.check(nat || load, OfError.OFPBAC_BAD_ARGUMENT, () -> "within ct(): " + action);
      w.check(
          nat || (ct.flags & COMMIT) != 0, OfError.OFPBAC_BAD_ARGUMENT, "ct(exec) without commit");
    }
  }
}
