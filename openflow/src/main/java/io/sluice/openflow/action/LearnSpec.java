package io.sluice.openflow.action;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;

/**
 * One part of a learned flow: bits copied from a field of the packet, or given, into its match or
 * its actions.
 *
 * <pre>
 *  15  13  12 11  10         0
 * +------+--+------+----------+
 * | 0  S |  |  D   | bits     |    S: 1 given; D: 0 match, 1 load, 2 output
 * +------+--+------+----------+
 * </pre>
 *
 * @param source where the bits come from, or null when they are given
 * @param immediate the given bits, right-aligned in a multiple of two bytes, or null
 * @param target where they go, or null: to a port of that number
 */
public record LearnSpec(int header, Subfield source, Bytes immediate, Subfield target) {
  public static final int IMMEDIATE = 1 << 13;
  public static final int LOAD = 1 << 11;
  public static final int OUTPUT = 2 << 11;
  private static final int TARGET = 3 << 11;
  private static final int BITS = 0x3ff;

  static final Struct<LearnSpec> LAYOUT =
      (w, s) -> {
        int header = w.u16(s, LearnSpec::header);
        int bits = header & BITS;
        boolean given = (header & IMMEDIATE) != 0;
        int target = header & TARGET;
        w.check(
            target == 0 || target == LOAD || target == OUTPUT && !given,
            OfError.OFPBAC_BAD_ARGUMENT,
            () -> "learn: " + Integer.toHexString(header));
        return new LearnSpec(
            header,
            given ? null : w.part(s, LearnSpec::source, Subfield.fieldOffset(bits)),
            given ? w.bytes((bits + 15) / 16 * 2, s, LearnSpec::immediate) : null,
            target == OUTPUT ? null : w.part(s, LearnSpec::target, Subfield.fieldOffset(bits)));
      };

  public int bits() {
    return header & BITS;
  }

  /** Whether the bits become an action that loads them, else they are matched. */
  public boolean loads() {
    return (header & TARGET) == LOAD;
  }
}
