package io.sluice.flow.packet;

import static io.sluice.flow.packet.EditResult.*;
import static io.sluice.flow.packet.FlowKey.*;
import static io.sluice.flow.packet.HeaderParser.u16;
import static io.sluice.flow.packet.HeaderParser.u32;
import static io.sluice.flow.packet.HeaderParser.u48;
import static io.sluice.flow.packet.HeaderParser.u8;

/**
 * Edits of the MAC addresses and of IP in a packet's head, {@code b[offset .. offset + head)}.
 * Stateless; nothing is allocated or thrown; what the head does not hold is not changed ({@link
 * EditResult}). Checksums follow each edit (RFC 1624).
 *
 * <p>{@code partial}: the packet's L4 checksum field holds the sum of the pseudo header only, not
 * complemented, as a guest with checksum offload leaves it. It then follows addresses, not ports.
 */
public final class HeaderEdits {
  private HeaderEdits() {}

  public static int setDlDst(byte[] b, int offset, int head, long mac) {
    return setMac(b, offset, offset + head, mac);
  }

  public static int setDlSrc(byte[] b, int offset, int head, long mac) {
    return setMac(b, offset + 6, offset + head, mac);
  }

  private static int setMac(byte[] b, int at, int end, long mac) {
    if (at + 6 > end) {
      return ABSENT;
    }
    put48(b, at, mac);
    return OK;
  }

  public static int setNwSrc(byte[] b, int offset, int head, int address, boolean partial) {
    return setV4Address(b, offset, head, 12, address, partial);
  }

  public static int setNwDst(byte[] b, int offset, int head, int address, boolean partial) {
    return setV4Address(b, offset, head, 16, address, partial);
  }

  private static int setV4Address(
      byte[] b, int offset, int head, int field, int address, boolean partial) {
    long view = HeaderView.of(b, offset, head);
    if (HeaderView.kind(view) != HeaderView.V4) {
      return ABSENT;
    }
    int ip = offset + HeaderView.l3(view);
    int difference = Checksum.difference32(u32(b, ip + field), address & 0xffffffffL);
    HeaderParser.INT.set(b, ip + field, address);
    Checksum.patch(b, ip + 10, difference);
    addressChanged(b, offset, view, difference, partial);
    return OK;
  }

  public static int setIpv6Src(
      byte[] b, int offset, int head, long high, long low, boolean partial) {
    return setV6Address(b, offset, head, 8, high, low, partial);
  }

  public static int setIpv6Dst(
      byte[] b, int offset, int head, long high, long low, boolean partial) {
    return setV6Address(b, offset, head, 24, high, low, partial);
  }

  private static int setV6Address(
      byte[] b, int offset, int head, int field, long high, long low, boolean partial) {
    long view = HeaderView.of(b, offset, head);
    if (HeaderView.kind(view) != HeaderView.V6) {
      return ABSENT;
    }
    int at = offset + HeaderView.l3(view) + field;
    int difference =
        Checksum.difference64((long) HeaderParser.LONG.get(b, at), high)
            + Checksum.difference64((long) HeaderParser.LONG.get(b, at + 8), low);
    HeaderParser.LONG.set(b, at, high);
    HeaderParser.LONG.set(b, at + 8, low);
    // With a routing header the checksum covers the last hop, not this address: RFC 8200, 8.1.
    if (field != 24 || !hasRouting(b, offset + HeaderView.l3(view), offset + head)) {
      addressChanged(b, offset, view, difference, partial);
    }
    return OK;
  }

  private static boolean hasRouting(byte[] b, int ip, int end) {
    int proto = u8(b, ip + 6);
    int next = ip + 40;
    while (NetworkParser.isExtension(proto) && next + 8 <= end) {
      if (proto == 43) {
        return u8(b, next + 3) > 0; // segments left
      }
      int size =
          proto == 44 ? 8 : proto == 51 ? (u8(b, next + 1) + 2) * 4 : (u8(b, next + 1) + 1) * 8;
      proto = u8(b, next);
      next += size;
    }
    return false;
  }

  /** The L4 checksum covers the addresses. */
  private static void addressChanged(
      byte[] b, int offset, long view, int difference, boolean partial) {
    int l4 = HeaderView.l4(view);
    if (l4 == 0) {
      return;
    }
    int proto = HeaderView.proto(view);
    int at = offset + l4;
    switch (proto) {
      case PROTO_TCP -> patch(b, at + 16, difference, partial);
      case PROTO_UDP -> patchUdp(b, at + 6, difference, partial);
      case PROTO_ICMPV6 -> {
        if (HeaderView.kind(view) == HeaderView.V6) {
          patch(b, at + 2, difference, partial);
        }
      }
      default -> {}
    }
  }

  private static void patch(byte[] b, int at, int difference, boolean partial) {
    if (partial) {
      Checksum.patchPartial(b, at, difference);
    } else {
      Checksum.patch(b, at, difference);
    }
  }

  /** UDP: 0 means "no checksum"; one that comes out as 0 is sent as 0xffff. */
  static void patchUdp(byte[] b, int at, int difference, boolean partial) {
    if (partial) {
      Checksum.patchPartial(b, at, difference);
    } else if (u16(b, at) != 0) {
      Checksum.patch(b, at, difference);
      if (u16(b, at) == 0) {
        Checksum.put16(b, at, 0xffff);
      }
    }
  }

  /** Sets bits {@code mask} of the TOS or traffic class byte. */
  public static int setNwTos(byte[] b, int offset, int head, int value, int mask) {
    long view = HeaderView.of(b, offset, head);
    int ip = offset + HeaderView.l3(view);
    switch (HeaderView.kind(view)) {
      case HeaderView.V4 -> {
        int old = u16(b, ip);
        int tos = old & ~mask & 0xff | value & mask & 0xff;
        Checksum.put16(b, ip, old & 0xff00 | tos);
        Checksum.put16(b, ip + 10, Checksum.update16(u16(b, ip + 10), old, old & 0xff00 | tos));
        return OK;
      }
      case HeaderView.V6 -> {
        int old = u16(b, ip);
        int bits = (mask & 0xff) << 4;
        Checksum.put16(b, ip, old & ~bits | value << 4 & bits);
        return OK;
      }
      default -> {
        return ABSENT;
      }
    }
  }

  /** Sets the TTL or hop limit. */
  public static int setTtl(byte[] b, int offset, int head, int ttl) {
    long view = HeaderView.of(b, offset, head);
    int ip = offset + HeaderView.l3(view);
    return switch (HeaderView.kind(view)) {
      case HeaderView.V4 -> putV4Ttl(b, ip, ttl);
      case HeaderView.V6 -> {
        b[ip + 7] = (byte) ttl;
        yield OK;
      }
      default -> ABSENT;
    };
  }

  /** One less; {@link EditResult#TTL_EXPIRED} when nothing would be left. */
  public static int decTtl(byte[] b, int offset, int head) {
    long view = HeaderView.of(b, offset, head);
    int ip = offset + HeaderView.l3(view);
    switch (HeaderView.kind(view)) {
      case HeaderView.V4 -> {
        int ttl = u8(b, ip + 8);
        return ttl <= 1 ? TTL_EXPIRED : putV4Ttl(b, ip, ttl - 1);
      }
      case HeaderView.V6 -> {
        int limit = u8(b, ip + 7);
        if (limit <= 1) {
          return TTL_EXPIRED;
        }
        b[ip + 7] = (byte) (limit - 1);
        return OK;
      }
      default -> {
        return ABSENT;
      }
    }
  }

  private static int putV4Ttl(byte[] b, int ip, int ttl) {
    int old = u16(b, ip + 8);
    b[ip + 8] = (byte) ttl;
    Checksum.put16(b, ip + 10, Checksum.update16(u16(b, ip + 10), old, u16(b, ip + 8)));
    return OK;
  }

  public static int setIpv6Label(byte[] b, int offset, int head, int label) {
    long view = HeaderView.of(b, offset, head);
    if (HeaderView.kind(view) != HeaderView.V6) {
      return ABSENT;
    }
    int ip = offset + HeaderView.l3(view);
    HeaderParser.INT.set(b, ip, (int) (u32(b, ip) & 0xfff00000L) | label & 0xfffff);
    return OK;
  }

  static void put48(byte[] b, int at, long mac) {
    HeaderParser.INT.set(b, at, (int) (mac >>> 16));
    Checksum.put16(b, at + 4, (int) mac);
  }

  /** The 48 bits at an offset; for tests and traces. */
  public static long mac(byte[] b, int at) {
    return u48(b, at);
  }
}
