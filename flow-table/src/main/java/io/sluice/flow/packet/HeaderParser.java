package io.sluice.flow.packet;

import static io.sluice.flow.packet.FlowKey.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Fills a flow key from a packet's head. Stateless; never allocates, never throws: what is cut off
 * or malformed is absent, as in OVS.
 */
public final class HeaderParser {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /** Ethernet, IPv4 without options, and the first 8 bytes behind them. */
  private static final int PLAIN_V4_BYTES = 42;

  private static final int TCP_FLAGS_OFFSET = 46;
  private static final int PLAIN_TCP_BYTES = 54;

  private HeaderParser() {}

  /**
   * Fills {@code key[base ..]}.
   *
   * @param head bytes of the frame that are there, from {@code offset} on
   * @param length bytes of the whole frame
   * @param depth how much is needed
   */
  public static void parse(
      byte[] b, int offset, int head, int length, int inPort, long[] key, int base, Depth depth) {
    int there = Math.min(head, length);
    if (plainV4(b, offset, there, length, inPort, key, base)) {
      if (depth == Depth.ALL) {
        clearLong(key, base);
      }
    } else {
      general(b, offset, there, length, inPort, key, base, depth);
    }
  }

  /** How much of a key is filled. */
  public enum Depth {
    /** Ethernet and tags. */
    L2,
    /** Words 0 to 4; the others may hold anything. */
    SHORT,
    ALL
  }

  static void clearLong(long[] key, int base) {
    for (int w = SHORT_WORDS; w < WORDS; w++) {
      key[base + w] = 0;
    }
  }

  /** Untagged, whole IPv4 TCP or UDP without options: six loads and no branches to miss. */
  private static boolean plainV4(
      byte[] b, int o, int there, int length, int inPort, long[] key, int base) {
    if (there < PLAIN_V4_BYTES) {
      return false;
    }
    long sourceAndType = (long) LONG.get(b, o + 6);
    long ip = (long) LONG.get(b, o + 14); // version, ihl, tos, total length, id, fragment
    if ((sourceAndType & 0xffff) != TYPE_IPV4 || ip >>> 56 != 0x45 || (ip & 0x3fff) != 0) {
      return false;
    }
    int total = (int) (ip >>> 32) & 0xffff;
    long ttlProto = ((short) SHORT.get(b, o + 22)) & 0xffffL;
    long proto = ttlProto & 0xff;
    if (total + 14 > length) {
      return false;
    }
    long flags = 0;
    if (proto == PROTO_TCP) {
      if (there < PLAIN_TCP_BYTES || total < 40) {
        return false;
      }
      flags = ((short) SHORT.get(b, o + TCP_FLAGS_OFFSET)) & 0xfffL;
    } else if (proto != PROTO_UDP || total < 28) {
      return false;
    }
    long ports = ((int) INT.get(b, o + 34)) & 0xffffffffL;
    key[base] = (long) inPort << IN_PORT_SHIFT | (long) TYPE_IPV4 << DL_TYPE_SHIFT | proto;
    key[base + 1] = (long) LONG.get(b, o) & ~0xffffL;
    key[base + 2] = sourceAndType & ~0xffffL | (ip >>> 48 & 0xff) << 8 | ttlProto >>> 8;
    key[base + 3] = (long) LONG.get(b, o + 26);
    key[base + 4] = ports << 32 | flags << 16;
    return true;
  }

  private static void general(
      byte[] b, int o, int there, int length, int inPort, long[] key, int base, Depth depth) {
    for (int w = 0; w < WORDS; w++) {
      key[base + w] = 0;
    }
    key[base] = (long) inPort << IN_PORT_SHIFT;
    if (there < 14) {
      return;
    }
    key[base + 1] = (long) LONG.get(b, o) & ~0xffffL;
    key[base + 2] = u32(b, o + 6) << 32 | (long) u16(b, o + 10) << 16;
    int end = o + there;
    int at = o + 12;
    int type = u16(b, at);
    if (isTag(type) && at + 6 <= end) {
      key[base] |= (long) (u16(b, at + 2) | VLAN_PRESENT) << VLAN_TCI_SHIFT;
      key[base] |= type == TYPE_QINQ ? (long) OUTER_IS_QINQ << NW_FRAG_SHIFT : 0;
      at += 4;
      type = u16(b, at);
      if (isTag(type) && at + 6 <= end) {
        key[base + 1] |= u16(b, at + 2) | VLAN_PRESENT;
        key[base] |= type == TYPE_QINQ ? (long) INNER_IS_QINQ << NW_FRAG_SHIFT : 0;
        at += 4;
        type = u16(b, at);
      }
    }
    at += 2;
    if (type < 0x600) {
      // 802.3: a length. The type is behind LLC and SNAP, when it is there.
      boolean snap = isSnap(b, at, end);
      type = snap ? u16(b, at + 6) : TYPE_NONE;
      at += snap ? 8 : 0;
    }
    key[base] |= (long) type << DL_TYPE_SHIFT;
    // Labels, and what is behind them, are beyond a short key.
    if (depth == Depth.ALL || depth == Depth.SHORT && !isMpls(type)) {
      NetworkParser.parse(b, at, end, o + length, type, key, base);
    }
  }

  /** LLC and SNAP with an Ethernet type. */
  static boolean isSnap(byte[] b, int at, int end) {
    return at + 8 <= end
        && u32(b, at) >>> 8 == 0xaaaa03
        && (b[at + 3] | b[at + 4] | b[at + 5]) == 0
        && u16(b, at + 6) >= 0x600;
  }

  static boolean isTag(int type) {
    return type == TYPE_VLAN || type == TYPE_QINQ;
  }

  static int u8(byte[] b, int at) {
    return b[at] & 0xff;
  }

  static int u16(byte[] b, int at) {
    return ((short) SHORT.get(b, at)) & 0xffff;
  }

  static long u32(byte[] b, int at) {
    return ((int) INT.get(b, at)) & 0xffffffffL;
  }

  static long u48(byte[] b, int at) {
    return u32(b, at) << 16 | u16(b, at + 4);
  }
}
