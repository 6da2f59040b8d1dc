package io.sluice.openflow.action;

import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;

/**
 * Puts a number from a hash of the packet's fields into a field.
 *
 * @param hashFields which fields: NX_HASH_FIELDS_*, 0 to 6
 * @param algorithm NX_MP_ALG_*, 0 to 3
 * @param maxLink the largest number
 */
public record MultipathAction(
    int hashFields, int basis, int algorithm, int maxLink, long argument, Subfield target)
    implements NiciraAction {

  static final int HASH_FIELDS = 7;

  static final Struct<MultipathAction> LAYOUT =
      (w, a) -> {
        MultipathAction read =
            new MultipathAction(
                w.u16(a, MultipathAction::hashFields),
                w.u16(a, MultipathAction::basis),
                w.pad(2).u16(a, MultipathAction::algorithm),
                w.u16(a, MultipathAction::maxLink),
                w.u32(a, MultipathAction::argument),
                w.pad(2).part(a, MultipathAction::target, Subfield.RANGE_FIELD));
        w.check(
            read.hashFields < HASH_FIELDS
                && read.algorithm < 4
                && (read.target.bits() >= 16 || read.maxLink < 1 << read.target.bits())
                && read.target.field().field().settable,
            OfError.OFPBAC_BAD_ARGUMENT,
            read.toString());
        return read;
      };
}
