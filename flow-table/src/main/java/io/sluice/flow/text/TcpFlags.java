package io.sluice.flow.text;

import java.util.List;

/** Names of TCP's flags, by bit. */
final class TcpFlags {
  private static final List<String> NAMES =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns");

  private TcpFlags() {}

  /** The bit of a name, or -1. */
  static int bit(String name) {
    if (name.startsWith("[") && name.endsWith("]")) {
      try {
        int bit = Integer.parseInt(name.substring(1, name.length() - 1));
        return bit >= 0 && bit < 12 ? bit : -1;
      } catch (NumberFormatException e) {
        return -1;
      }
    }
    return NAMES.indexOf(name);
  }

  /** As +syn-ack. */
  static String format(long value, long mask) {
    StringBuilder s = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      if ((mask >>> bit & 1) != 0) {
        s.append((value >>> bit & 1) != 0 ? '+' : '-');
        s.append(bit < NAMES.size() ? NAMES.get(bit) : "[" + bit + "]");
      }
    }
    return s.toString();
  }
}
