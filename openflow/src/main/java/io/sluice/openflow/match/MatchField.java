package io.sluice.openflow.match;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;

/**
 * A field, its value, and which bits of it count.
 *
 * @param mask null: all bits count, and the wire has no mask
 */
public record MatchField(OxmField field, Bytes value, Bytes mask) {

  /** A field of a match. */
  public static final Struct<MatchField> IN_MATCH =
      (w, f) -> {
        MatchField read = entry(w, f, OxmHeader.IN_MATCH);
        w.check(
            read.mask == null || read.field.maskable || read.mask.isOnes(),
            OfError.OFPBMC_BAD_MASK,
            () -> read.field + " cannot be masked");
        w.check(covers(read.mask, read.value), OfError.OFPBMC_BAD_WILDCARDS, "a bit not masked");
        w.check(
            read.field.fits(read.value) && read.isPortOrNone(),
            OfError.OFPBMC_BAD_VALUE,
            read::toString);
        return read;
      };

  /** What an action sets a field to. */
  public static final Struct<MatchField> IN_ACTION =
      (w, f) -> {
        MatchField read =
            w.reporting(OfError.OFPBAC_BAD_SET_LEN, () -> entry(w, f, OxmHeader.IN_ACTION));
        w.check(
            covers(read.mask, read.value) && read.field.fits(read.value),
            OfError.OFPBAC_BAD_SET_ARGUMENT,
            read::toString);
        w.check(
            read.field.settable,
            OfError.OFPBAC_BAD_SET_ARGUMENT,
            () -> read.field + " is read-only");
        return read;
      };

  public static MatchField of(OxmField field, long value) {
    return new MatchField(field, Bytes.ofNumber(value, field.size), null);
  }

  public static MatchField masked(OxmField field, long value, long mask) {
    return new MatchField(
        field, Bytes.ofNumber(value, field.size), Bytes.ofNumber(mask, field.size));
  }

  /** The value of a field of at most 64 bits. */
  public long number() {
    return value.toLong();
  }

  /** The mask of a field of at most 64 bits; all ones where there is none. */
  public long maskNumber() {
    return mask != null ? mask.toLong() : field.size >= 8 ? -1L : (1L << 8 * field.size) - 1;
  }

  /** Whether a bit counts, the lowest is 0. */
  boolean matches(int bit) {
    return mask == null || (mask.at(field.size - 1 - bit / 8) >>> bit % 8 & 1) != 0;
  }

  private static MatchField entry(Wire w, MatchField f, Struct<OxmHeader> layout) {
    OxmHeader header = layout.wire(w, f == null ? null : OxmHeader.of(f.field, f.mask != null));
    OxmField field = header.field();
    return new MatchField(
        field,
        w.bytes(field.size, f, MatchField::value),
        header.masked() ? w.bytes(field.size, f, MatchField::mask) : null);
  }

  /** Whether it is no port's number that does not exist. */
  private boolean isPortOrNone() {
    boolean port = field == OxmField.OXM_OF_IN_PORT || field.label.equals("actset_output");
    return !port || number() < 0xff00 || number() >= 0xffffff00L;
  }

  private static boolean covers(Bytes mask, Bytes value) {
    for (int i = 0; mask != null && i < value.length(); i++) {
      if ((value.at(i) & ~mask.at(i)) != 0) {
        return false;
      }
    }
    return true;
  }
}
