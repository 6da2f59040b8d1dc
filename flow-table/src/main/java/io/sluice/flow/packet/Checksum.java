package io.sluice.flow.packet;

/** The Internet checksum, updated without a look at what it covers (RFC 1624, eqn. 3). */
public final class Checksum {
  private Checksum() {}

  /** HC' = ~(~HC + ~m + m') for one 16-bit word. */
  public static int update16(int checksum, int from, int to) {
    return ~fold((~checksum & 0xffff) + (~from & 0xffff) + (to & 0xffff)) & 0xffff;
  }

  /** The same for an aligned 32-bit word. */
  public static int update32(int checksum, long from, long to) {
    return ~fold((~checksum & 0xffff) + difference32(from, to)) & 0xffff;
  }

  /** ~m + m' of a 32-bit word, not folded. */
  static int difference32(long from, long to) {
    return (int) (~from >>> 16 & 0xffff)
        + (int) (~from & 0xffff)
        + (int) (to >>> 16 & 0xffff)
        + (int) (to & 0xffff);
  }

  /** ~m + m' of a 64-bit word, not folded. */
  static int difference64(long from, long to) {
    return difference32(from >>> 32, to >>> 32) + difference32(from, to);
  }

  /** Adds the carries back in. */
  static int fold(int sum) {
    int s = (sum >>> 16) + (sum & 0xffff);
    return (s >>> 16) + s & 0xffff;
  }

  /** Applies a difference to the checksum stored at {@code at}. */
  static void patch(byte[] b, int at, int difference) {
    int old = HeaderParser.u16(b, at);
    put16(b, at, ~fold((~old & 0xffff) + difference) & 0xffff);
  }

  /** Applies a difference to a sum that is not complemented yet: a pseudo-header's. */
  static void patchPartial(byte[] b, int at, int difference) {
    put16(b, at, fold(HeaderParser.u16(b, at) + difference));
  }

  static void put16(byte[] b, int at, int value) {
    HeaderParser.SHORT.set(b, at, (short) value);
  }

  /** The checksum of some bytes, complemented; odd lengths are padded with 0. */
  public static int of(byte[] b, int at, int length) {
    long sum = 0;
    int i = 0;
    for (; i + 1 < length; i += 2) {
      sum += HeaderParser.u16(b, at + i);
    }
    if (i < length) {
      sum += (b[at + i] & 0xff) << 8;
    }
    sum = (sum >>> 32) + (sum & 0xffffffffL);
    return ~fold(fold((int) (sum >>> 16)) + (int) (sum & 0xffff)) & 0xffff;
  }
}
