package io.sluice.openflow.action;

import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import java.util.List;

/**
 * Chooses one of several ports by a hash: sends to it, or puts its number into a field.
 *
 * @param algorithm 0: the first that is up, 1: highest random weight
 * @param target null: sends
 */
public record BundleAction(
    int algorithm, int hashFields, int basis, List<Long> members, Subfield target)
    implements NiciraAction {
  private static final int MAX_MEMBERS = 2048;

  static final Struct<BundleAction> OUTPUT = (w, a) -> layout(w, a, false);
  static final Struct<BundleAction> LOAD = (w, a) -> layout(w, a, true);

  private static final Struct<Long> MEMBER = (w, port) -> w.port16(port, Long::longValue);

  private static BundleAction layout(Wire w, BundleAction a, boolean load) {
    int algorithm = w.u16(a, BundleAction::algorithm);
    int fields = w.u16(a, BundleAction::hashFields);
    int basis = w.u16(a, BundleAction::basis);
    long memberType = w.u32(a, bundle -> OxmHeader.of(OxmField.NXM_OF_IN_PORT).bits());
    int count = w.u16(a, bundle -> bundle.members.size());
    w.check(
        algorithm <= 1
            && fields < MultipathAction.HASH_FIELDS
            && count <= MAX_MEMBERS
            && memberType == OxmHeader.of(OxmField.NXM_OF_IN_PORT).bits(),
        OfError.OFPBAC_BAD_ARGUMENT,
        "bundle");
    Subfield target = null;
    if (load) {
      target = w.part(a, BundleAction::target, Subfield.RANGE_FIELD);
      w.check(
          target.bits() >= 16 && target.field().field().settable,
          OfError.OFPBAC_BAD_ARGUMENT,
          "a port needs 16 bits to be put in");
    } else {
      w.pad(6);
    }
    return new BundleAction(
        algorithm, fields, basis, w.pad(4).list(count, a, BundleAction::members, MEMBER), target);
  }
}
