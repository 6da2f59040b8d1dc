package io.sluice.flow.packet;

import static io.sluice.flow.packet.FlowKey.*;
import static io.sluice.flow.packet.HeaderParser.u16;
import static io.sluice.flow.packet.HeaderParser.u8;

/**
 * Where L3 and L4 begin in a head, packed in one long, so that edits find their bytes again with no
 * state kept between them.
 *
 * <pre>
 *   bits 0..15 L3 offset, 16..31 L4 offset (0: none), 32..39 protocol, 40..47 kind
 * </pre>
 *
 * Offsets count from the frame's start. An offset is only set when the header lies in the head.
 */
final class HeaderView {
  static final int NONE = 0;
  static final int V4 = 4;
  static final int V6 = 6;
  static final int ARP = 1;

  private HeaderView() {}

  static int kind(long view) {
    return (int) (view >>> 40);
  }

  static int l3(long view) {
    return (int) view & 0xffff;
  }

  static int l4(long view) {
    return (int) (view >>> 16) & 0xffff;
  }

  static int proto(long view) {
    return (int) (view >>> 32) & 0xff;
  }

  static long of(byte[] b, int offset, int head) {
    int end = offset + head;
    int at = offset + 12;
    if (at + 2 > end) {
      return NONE;
    }
    int type = u16(b, at);
    while (HeaderParser.isTag(type) && at + 6 <= end) {
      at += 4;
      type = u16(b, at);
    }
    at += 2;
    if (type < 0x600) {
      if (!HeaderParser.isSnap(b, at, end)) {
        return NONE;
      }
      type = u16(b, at + 6);
      at += 8;
    }
    return switch (type) {
      case TYPE_IPV4 -> ipv4(b, offset, at, end);
      case TYPE_IPV6 -> ipv6(b, offset, at, end);
      case TYPE_ARP, TYPE_RARP -> at + 28 <= end ? view(ARP, at - offset, 0, 0) : NONE;
      default -> NONE;
    };
  }

  private static long ipv4(byte[] b, int offset, int at, int end) {
    if (at + 20 > end) {
      return NONE;
    }
    int header = (b[at] & 15) * 4;
    boolean first = (u16(b, at + 6) & 0x1fff) == 0;
    int proto = u8(b, at + 9);
    int l4 = at + header;
    boolean there = first && header >= 20 && l4 + needed(proto) <= end;
    return view(V4, at - offset, there ? l4 - offset : 0, proto);
  }

  private static long ipv6(byte[] b, int offset, int at, int end) {
    if (at + 40 > end) {
      return NONE;
    }
    int proto = u8(b, at + 6);
    int next = at + 40;
    while (NetworkParser.isExtension(proto)) {
      if (next + 8 > end) {
        return view(V6, at - offset, 0, proto);
      }
      if (proto == 44) {
        if ((u16(b, next + 2) & 0xfff8) != 0) {
          return view(V6, at - offset, 0, proto);
        }
        proto = u8(b, next);
        next += 8;
      } else {
        int size = proto == 51 ? (u8(b, next + 1) + 2) * 4 : (u8(b, next + 1) + 1) * 8;
        proto = u8(b, next);
        next += size;
      }
    }
    boolean there = next + needed(proto) <= end;
    return view(V6, at - offset, there ? next - offset : 0, proto);
  }

  /** Bytes up to the end of the checksum. */
  private static int needed(int proto) {
    return switch (proto) {
      case PROTO_TCP -> 18;
      case PROTO_UDP -> 8;
      case PROTO_SCTP -> 12;
      case PROTO_ICMPV6 -> 4;
      default -> 0;
    };
  }

  private static long view(int kind, int l3, int l4, int proto) {
    return (long) kind << 40 | (long) proto << 32 | (long) l4 << 16 | l3;
  }
}
