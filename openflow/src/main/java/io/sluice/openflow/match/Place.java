package io.sluice.openflow.match;

/**
 * Where the bits of a field lie, the highest first: fields in one whole that overlap there cannot
 * both be matched.
 *
 * @param whole what the field is a part of, mostly itself
 * @param first where its highest bit is in that
 */
record Place(String whole, int first, int bits) {

  static Place of(String label, int bits) {
    int digits = label.indexOf("reg") + "reg".length();
    if (digits >= "reg".length()) {
      return new Place("registers", Integer.parseInt(label.substring(digits)) * bits, bits);
    }
    return switch (label) {
      case "vlan_tci", "vlan_pcp" -> new Place("tag", 0, bits);
      case "vlan_vid" -> new Place("tag", 3, bits);
      case "nw_tos", "ip_dscp" -> new Place("dscp", 0, 6);
      case "in_port", "in_port_oxm" -> new Place("in_port", 0, bits);
      default -> new Place(label, 0, bits);
    };
  }

  /** Whether a match's field matches a bit of another one. */
  static boolean matches(MatchField matched, OxmField other) {
    Place mine = matched.field().place;
    Place its = other.place;
    if (!mine.whole.equals(its.whole)) {
      return false;
    }
    int end = Math.min(mine.first + mine.bits, its.first + its.bits);
    for (int bit = Math.max(mine.first, its.first); bit < end; bit++) {
      if (matched.matches(mine.bits - 1 - (bit - mine.first))) {
        return true;
      }
    }
    return false;
  }
}
