package io.sluice.flow.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SCTP's CRC32c (RFC 9260, appendix A), changed with the ports without a look at the rest of the
 * packet, most of which is not in the head. A CRC is linear: what changes in it is the CRC of what
 * changed, followed by as many zeros as bytes follow. Running it over 2^k zeros is a matrix.
 */
final class SctpChecksum {
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** x^32 + x^28 + ... of Castagnoli, bits reflected. */
  private static final int POLYNOMIAL = 0x82f63b78;

  /** Lengths are of 16 bits. */
  private static final int POWERS = 16;

  /** By k and bit: the CRC of that bit after 2^k bytes of zeros. */
  private static final int[][] ZEROS = zeros();

  private SctpChecksum() {}

  /**
   * Corrects the checksum of a packet whose ports were other ones.
   *
   * @param at of the SCTP header
   * @param before its first 4 bytes as they were, in the order of {@link ByteOrder#LITTLE_ENDIAN}
   * @param length bytes of the SCTP packet
   */
  static void portsChanged(byte[] b, int at, int before, int length) {
    int crc = before ^ ports(b, at);
    for (int k = 0; k < POWERS; k++) {
      if ((length >>> k & 1) != 0) {
        crc = apply(ZEROS[k], crc);
      }
    }
    LITTLE.set(b, at + 8, (int) LITTLE.get(b, at + 8) ^ crc);
  }

  /** Both ports, as {@link #portsChanged} wants them. */
  static int ports(byte[] b, int at) {
    return (int) LITTLE.get(b, at);
  }

  private static int apply(int[] matrix, int crc) {
    int sum = 0;
    for (int bit = 0; bit < 32; bit++) {
      sum ^= matrix[bit] & -(crc >>> bit & 1);
    }
    return sum;
  }

  private static int[][] zeros() {
    int[][] powers = new int[POWERS][32];
    for (int bit = 0; bit < 32; bit++) {
      int crc = 1 << bit;
      for (int step = 0; step < 8; step++) {
        crc = crc >>> 1 ^ POLYNOMIAL & -(crc & 1);
      }
      powers[0][bit] = crc;
    }
    for (int k = 1; k < POWERS; k++) {
      for (int bit = 0; bit < 32; bit++) {
        powers[k][bit] = apply(powers[k - 1], powers[k - 1][bit]);
      }
    }
    return powers;
  }
}
