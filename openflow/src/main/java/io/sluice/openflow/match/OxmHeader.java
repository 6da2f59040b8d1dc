package io.sluice.openflow.match;

import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;

/**
 * The head of a match field, also used by itself where something refers to a field.
 *
 * <pre>
 *  31            16 15      9  8  7        0
 * +----------------+---------+--+----------+-----------------------------+
 * |     class      |  field  |M | length   | experimenter, if class ffff |
 * +----------------+---------+--+----------+-----------------------------+
 * </pre>
 *
 * The length counts value, mask (with M) and experimenter. OpenFlow 1.3.5, 7.2.3.2.
 */
public record OxmHeader(long bits, long experimenter) {
  private static final int EXPERIMENTER = 0xffff;

  /** Any header, known or not. */
  public static final Struct<OxmHeader> ANY =
      (w, h) -> {
        long bits = w.u32(h, OxmHeader::bits);
        if (bits >>> 16 != EXPERIMENTER) {
          return new OxmHeader(bits, 0);
        }
        w.check((bits & 0xff) >= 4, OfError.OFPBMC_BAD_LEN, "no room for the experimenter");
        return new OxmHeader(bits, w.u32(h, OxmHeader::experimenter));
      };

  /** A known field in a match. */
  public static final Struct<OxmHeader> IN_MATCH =
      (w, h) -> {
        OxmHeader header = ANY.wire(w, h);
        w.check(header.size() <= w.left(), OfError.OFPBMC_BAD_LEN, "longer than the match");
        w.check(
            header.field() != null && header.hasLengthOfField(),
            OfError.OFPBMC_BAD_FIELD,
            header::toString);
        return header;
      };

  /** A known field in an action. */
  public static final Struct<OxmHeader> IN_ACTION = (w, h) -> checked(w, ANY.wire(w, h));

  /** The same in exactly four bytes, where there is no room for an experimenter. */
  public static final Struct<OxmHeader> SHORT =
      (w, h) -> checked(w, new OxmHeader(w.u32(h, OxmHeader::bits), 0));

  public static OxmHeader of(OxmField field, boolean masked) {
    int length = (masked ? 2 : 1) * field.size + (field.oxmClass.experimenter == 0 ? 0 : 4);
    return new OxmHeader(
        (long) field.oxmClass.number << 16 | field.number << 9 | (masked ? 1 << 8 : 0) | length,
        field.oxmClass.experimenter);
  }

  public static OxmHeader of(OxmField field) {
    return of(field, false);
  }

  public int oxmClass() {
    return (int) (bits >>> 16);
  }

  public int number() {
    return (int) (bits >>> 9) & 0x7f;
  }

  public boolean masked() {
    return (bits & 1 << 8) != 0;
  }

  /** The bytes of value and mask. */
  public int size() {
    return (int) (bits & 0xff) - (oxmClass() == EXPERIMENTER ? 4 : 0);
  }

  /** The field, or null where none is known. */
  public OxmField field() {
    return OxmField.of(this);
  }

  private boolean hasLengthOfField() {
    return size() == (masked() ? 2 : 1) * field().size;
  }

  private static OxmHeader checked(Wire w, OxmHeader header) {
    w.check(header.field() != null, OfError.OFPBAC_BAD_SET_TYPE, header::toString);
    w.check(header.hasLengthOfField(), OfError.OFPBAC_BAD_SET_LEN, header::toString);
    return header;
  }

  @Override
  public String toString() {
    OxmField field = field();
    return (field == null
            ? "field " + number() + " of class " + Integer.toHexString(oxmClass())
            : field.name())
        + (masked() ? " with mask" : "");
  }
}
