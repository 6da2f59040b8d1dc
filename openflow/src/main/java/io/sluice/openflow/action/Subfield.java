package io.sluice.openflow.action;

import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;

/**
 * Some bits of a field, {@code field[offset..offset + bits - 1]}.
 *
 * @param offset from the field's lowest bit
 */
public record Subfield(OxmHeader field, int offset, int bits) {

  /** The range in 16 bits, then the field in 32: how most of Nicira's actions have it. */
  static final Struct<Subfield> RANGE_FIELD = (w, s) -> ranged(w, s, 0);

  /** A field of {@code bits} bits, then its offset: the form of learn. */
  static Struct<Subfield> fieldOffset(int bits) {
    return (w, s) ->
        valid(
            w,
            new Subfield(
                w.part(s, Subfield::field, OxmHeader.IN_ACTION), w.u16(s, Subfield::offset), bits));
  }

  /** The range, {@code gap} bytes of zeros, the field. */
  static Subfield ranged(Wire w, Subfield s, int gap) {
    int range = w.u16(s, Subfield::range);
    return valid(w, of(w.pad(gap).part(s, Subfield::field, OxmHeader.SHORT), range));
  }

  static Subfield of(OxmHeader field, int range) {
    return new Subfield(field, range >>> 6, (range & 0x3f) + 1);
  }

  /** Offset and width in 16 bits. */
  int range() {
    return offset << 6 | bits - 1;
  }

  static Subfield valid(Wire w, Subfield s) {
    w.check(
        s.bits > 0 && s.offset + s.bits <= s.field.field().bits,
        OfError.OFPBAC_BAD_SET_LEN,
        () -> s.field + " has no bits " + s.offset + " to " + (s.offset + s.bits - 1));
    return s;
  }
}
