package io.sluice.ring.offload;

import io.sluice.ring.memory.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The one's complement sum of RFC 1071, over arrays and memory. Stateless.
 *
 * <p>Sums are kept in little-endian word order: the sum is the same in either order when it is
 * stored in the order it was read in (RFC 1071, 2.B), and so whole longs can be added.
 */
public final class InternetChecksum {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private InternetChecksum() {}

  /** The folded sum (16 bits) of bytes of an array, as if they began at an even offset. */
  public static int sum(byte[] bytes, int offset, int length) {
    long sum = 0;
    int end = offset + length;
    int i = offset;
    for (; i + 8 <= end; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      sum += (word & 0xffffffffL) + (word >>> 32);
    }
    for (int shift = 0; i < end; i++, shift += 8) {
      sum += (bytes[i] & 0xffL) << shift;
    }
    return fold(sum);
  }

  /** The folded sum (16 bits) of bytes of memory, as if they began at an even offset. */
  public static int sum(long address, int length) {
    long sum = 0;
    long end = address + length;
    long i = address;
    for (; i + 8 <= end; i += 8) {
      long word = Memory.getLong(i);
      sum += (word & 0xffffffffL) + (word >>> 32);
    }
    for (int shift = 0; i < end; i++, shift += 8) {
      sum += (Memory.getByte(i) & 0xffL) << shift;
    }
    return fold(sum);
  }

  /** Adds the sum of a piece that begins {@code offset} bytes after the start of the whole. */
  public static int add(int total, int piece, int offset) {
    // Bytes at odd offsets are the other halves of their words.
    int placed = (offset & 1) == 0 ? piece : (piece << 8 | piece >>> 8) & 0xffff;
    return fold(total + (long) placed);
  }

  /** A 16-bit value as it stands in a header, as a term of a sum. */
  public static int term(int value) {
    return (value << 8 | value >>> 8 & 0xff) & 0xffff;
  }

  /** Stores the complement of a sum. */
  public static void store(int sum, byte[] bytes, int offset) {
    bytes[offset] = (byte) ~sum;
    bytes[offset + 1] = (byte) (~sum >>> 8);
  }

  /** The same for UDP, where a checksum of 0 means that there is none. */
  public static void storeUdp(int sum, byte[] bytes, int offset) {
    store(sum == 0xffff ? 0 : sum, bytes, offset);
  }

  private static int fold(long sum) {
    sum = (sum & 0xffffffffL) + (sum >>> 32);
    sum = (sum & 0xffffL) + (sum >>> 16 & 0xffffL) + (sum >>> 32);
    sum = (sum & 0xffffL) + (sum >>> 16);
    return (int) ((sum & 0xffffL) + (sum >>> 16));
  }
}
