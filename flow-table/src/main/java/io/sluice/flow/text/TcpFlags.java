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

  /** As +syn-ack, or all that are set when all are matched: syn|ack, 0. */
  static String format(long value, long mask) {
    if ((mask & 0xfff) == 0xfff) {
      StringBuilder all = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        if ((value >>> bit & 1) != 0) {
          all.append(all.isEmpty() ? "" : "|").append(name(bit));
        }
      }
      return all.isEmpty() ? "0" : all.toString();
    }
    StringBuilder s = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      if ((mask >>> bit & 1) != 0) {
        s.append((value >>> bit & 1) != 0 ? '+' : '-');
        s.append(name(bit));
      }
    }
    return s.toString();
  }

  private static String name(int bit) {
    return bit < NAMES.size() ? NAMES.get(bit) : "[" + bit + "]";
  }
}
