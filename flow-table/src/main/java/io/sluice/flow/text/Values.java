package io.sluice.flow.text;

import io.sluice.flow.text.Tokens.Token;
import java.math.BigInteger;

/** Reads numbers and addresses. */
final class Values {
  private Values() {}

  static long number(Token t, long max, String what) throws FlowSyntaxException {
    long v = number(t, what);
    if (Long.compareUnsigned(v, max) > 0) {
      throw t.error(what + " " + t.text() + " is too large: at most " + Long.toUnsignedString(max));
    }
    return v;
  }

  static long number(Token t, String what) throws FlowSyntaxException {
    String s = t.text();
    try {
      if (s.startsWith("0x") || s.startsWith("0X")) {
        return Long.parseUnsignedLong(s.substring(2), 16);
      }
      if (!s.startsWith("-") && !s.startsWith("+")) {
        return Long.parseUnsignedLong(s);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw t.error(what + " must be a number, not '" + s + "'");
  }

  /** A number of up to 128 bits, as two words. */
  static long[] number128(Token t) throws FlowSyntaxException {
    String s = t.text();
    boolean hex = s.startsWith("0x") || s.startsWith("0X");
    try {
      BigInteger v = new BigInteger(hex ? s.substring(2) : s, hex ? 16 : 10);
      if (v.signum() >= 0 && v.bitLength() <= 128 && !s.startsWith("+")) {
        return new long[] {v.shiftRight(64).longValue(), v.longValue()};
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw t.error("'" + s + "' is not a number of at most 128 bits");
  }

  static long mac(Token t) throws FlowSyntaxException {
    String[] parts = t.text().split(":", -1);
    long mac = 0;
    boolean good = parts.length == 6;
    for (int i = 0; good && i < 6; i++) {
      good = parts[i].length() >= 1 && parts[i].length() <= 2 && isHex(parts[i]);
      mac = good ? mac << 8 | Integer.parseInt(parts[i], 16) : 0;
    }
    if (!good) {
      throw t.error(
          "'" + t.text() + "' is not an Ethernet address: write it like 52:54:00:12:34:56");
    }
    return mac;
  }

  static long ipv4(Token t) throws FlowSyntaxException {
    long address = ipv4OrMinus1(t.text());
    if (address < 0) {
      throw t.error("'" + t.text() + "' is not an IPv4 address: write it like 10.0.0.1");
    }
    return address;
  }

  private static long ipv4OrMinus1(String s) {
    String[] parts = s.split("\\.", -1);
    if (parts.length != 4) {
      return -1;
    }
    long address = 0;
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return -1;
      }
      int v = Integer.parseInt(part);
      if (v > 255) {
        return -1;
      }
      address = address << 8 | v;
    }
    return address;
  }

  /** An IPv6 address as two words. */
  static long[] ipv6(Token t) throws FlowSyntaxException {
    long[] words = ipv6OrNull(t.text());
    if (words == null) {
      throw t.error("'" + t.text() + "' is not an IPv6 address: write it like fe80::1");
    }
    return words;
  }

  private static long[] ipv6OrNull(String s) {
    int gap = s.indexOf("::");
    if (gap >= 0 && s.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    int[] groups = new int[8];
    String before = gap < 0 ? s : s.substring(0, gap);
    String after = gap < 0 ? "" : s.substring(gap + 2);
    int front = groups(before, groups, 0);
    int[] tail = new int[8];
    int back = groups(after, tail, 0);
    if (front < 0 || back < 0 || (gap < 0 ? front != 8 : front + back > 7)) {
      return null;
    }
    System.arraycopy(tail, 0, groups, 8 - back, back);
    long[] words = new long[2];
    for (int i = 0; i < 8; i++) {
      words[i / 4] = words[i / 4] << 16 | groups[i];
    }
    return words;
  }

  private static int groups(String s, int[] into, int from) {
    if (s.isEmpty()) {
      return 0;
    }
    int n = from;
    String[] parts = s.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (i == parts.length - 1 && part.indexOf('.') >= 0) {
        long v4 = ipv4OrMinus1(part);
        if (v4 < 0 || n > 6) {
          return -1;
        }
        into[n++] = (int) (v4 >>> 16);
        into[n++] = (int) v4 & 0xffff;
      } else if (n > 7 || part.isEmpty() || part.length() > 4 || !isHex(part)) {
        return -1;
      } else {
        into[n++] = Integer.parseInt(part, 16);
      }
    }
    return n;
  }

  private static boolean isHex(String s) {
    return s.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
  }
}
