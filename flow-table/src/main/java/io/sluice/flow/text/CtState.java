package io.sluice.flow.text;

import java.util.List;

/** Names of connection states, by bit. */
final class CtState {
  private static final List<String> NAMES =
      List.of("new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat");

  private CtState() {}

  /** The bit of a name, or -1. */
  static int bit(String name) {
    return NAMES.indexOf(name);
  }

  /** As +new-est. */
  static String format(long value, long mask) {
    StringBuilder s = new StringBuilder();
    for (int bit = 0; bit < NAMES.size(); bit++) {
      if ((mask >>> bit & 1) != 0) {
        s.append((value >>> bit & 1) != 0 ? '+' : '-').append(NAMES.get(bit));
      }
    }
    return s.toString();
  }
}
