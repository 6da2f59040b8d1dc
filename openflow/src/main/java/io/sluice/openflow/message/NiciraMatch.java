package io.sluice.openflow.message;

import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;

/** A match in Nicira's messages: its length came before, zeros up to a multiple of 8 come after. */
final class NiciraMatch {

  private NiciraMatch() {}

  /**
   * @param length what {@link Wire#length} gave
   */
  static OxmMatch padded(Wire w, int length, OxmMatch match) {
    return padded(w, length, match, OxmMatch.NXM);
  }

  /** In flow monitors, version 1.3 has OpenFlow's match in this place. */
  static OxmMatch monitored(Wire w, int length, OxmMatch match) {
    return padded(w, length, match, w.is10() ? OxmMatch.NXM : OxmMatch.OXM_UNPADDED);
  }

  private static OxmMatch padded(Wire w, int length, OxmMatch match, Struct<OxmMatch> layout) {
    int start = w.position();
    OxmMatch read =
        w.reporting(OfError.OFPBMC_BAD_LEN, () -> w.span(length, 0, () -> layout.wire(w, match)));
    w.align(start);
    return read;
  }
}
