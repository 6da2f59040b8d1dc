package io.sluice.flow.packet;

import static io.sluice.flow.packet.FlowKey.*;
import static io.sluice.flow.packet.HeaderParser.u16;
import static io.sluice.flow.packet.HeaderParser.u32;
import static io.sluice.flow.packet.HeaderParser.u48;
import static io.sluice.flow.packet.HeaderParser.u8;

/** The general parser from L3 on. {@code end} is where the head ends, never read behind. */
final class NetworkParser {
  private static final int PROTO_FRAGMENT = 44;
  private static final int PROTO_AH = 51;

  /** How ARP for IPv4 over Ethernet begins. */
  private static final long ETHERNET_IPV4 = 0x0001_0800L;

  private NetworkParser() {}

  static void parse(byte[] b, int at, int end, int frameEnd, int type, long[] key, int base) {
    switch (type) {
      case TYPE_IPV4 -> ipv4(b, at, end, frameEnd, key, base);
      case TYPE_IPV6 -> ipv6(b, at, end, frameEnd, key, base);
      case TYPE_ARP, TYPE_RARP -> arp(b, at, end, key, base);
      case TYPE_MPLS, TYPE_MPLS_MULTICAST -> mpls(b, at, end, frameEnd, key, base);
      default -> {}
    }
  }

  /** The three outermost labels, and what is behind the last of all, as if there were none. */
  private static void mpls(byte[] b, int at, int end, int frameEnd, long[] key, int base) {
    int next = at;
    int count = 0;
    boolean bottom = false;
    while (!bottom && next + 4 <= end) {
      long entry = u32(b, next);
      bottom = (entry & BOTTOM_OF_STACK) != 0;
      next += 4;
      switch (count) {
        case 0 -> key[base + LABEL_WORD] |= entry << 32;
        case 1 -> key[base + LABEL_WORD + 1] = entry << 32;
        case 2 -> key[base + LABEL_WORD + 1] |= entry;
        default -> {}
      }
      count = Math.min(count + 1, MAX_LABELS + 1);
    }
    key[base + LABEL_WORD] |= (long) Math.min(count, MAX_LABELS) << LABEL_COUNT_SHIFT;
    if (bottom && next + 4 <= end) {
      behind(b, next, end, frameEnd, key, base);
    }
  }

  private static void behind(byte[] b, int at, int end, int frameEnd, long[] key, int base) {
    int kind =
        switch (b[at] & 0xf0) {
          case 0x40 -> BEHIND_IPV4;
          case 0x60 -> BEHIND_IPV6;
          default -> u32(b, at) == ETHERNET_IPV4 ? BEHIND_ARP : BEHIND_UNKNOWN;
        };
    key[base + LABEL_WORD] |= (long) kind << BEHIND_SHIFT;
    switch (kind) {
      case BEHIND_IPV4 -> ipv4(b, at, end, frameEnd, key, base);
      case BEHIND_IPV6 -> ipv6(b, at, end, frameEnd, key, base);
      case BEHIND_ARP -> arp(b, at, end, key, base);
      default -> {}
    }
  }

  private static void arp(byte[] b, int at, int end, long[] key, int base) {
    if (at + 28 > end || u32(b, at) != ETHERNET_IPV4 || u16(b, at + 4) != 0x0604) {
      return;
    }
    int op = u16(b, at + 6);
    key[base] |= op <= 0xff ? op : 0;
    key[base + 11] = u48(b, at + 8) << 16;
    key[base + 3] = u32(b, at + 14) << 32 | u32(b, at + 24);
    key[base + 12] = u48(b, at + 18) << 16;
  }

  private static void ipv4(byte[] b, int at, int end, int frameEnd, long[] key, int base) {
    if (at + 20 > end) {
      return;
    }
    int header = (b[at] & 15) * 4;
    int total = u16(b, at + 2);
    if ((b[at] & 0xf0) != 0x40
        || header < 20
        || at + header > end
        || total < header
        || at + total > frameEnd) {
      return;
    }
    int fragment = u16(b, at + 6);
    int frag =
        (fragment & 0x1fff) != 0 ? FRAG_ANY | FRAG_LATER : (fragment & 0x2000) != 0 ? FRAG_ANY : 0;
    int proto = u8(b, at + 9);
    key[base] |= (long) frag << NW_FRAG_SHIFT | proto;
    key[base + 2] |= (long) u8(b, at + 1) << 8 | u8(b, at + 8);
    key[base + 3] = u32(b, at + 12) << 32 | u32(b, at + 16);
    if ((frag & FRAG_LATER) == 0) {
      transport(b, at + header, Math.min(end, at + total), proto, key, base);
    }
  }

  private static void ipv6(byte[] b, int at, int end, int frameEnd, long[] key, int base) {
    if (at + 40 > end || at + 40 + u16(b, at + 4) > frameEnd || (b[at] & 0xf0) != 0x60) {
      return;
    }
    int stop = Math.min(end, at + 40 + u16(b, at + 4));
    for (int w = 0; w < 4; w++) {
      key[base + 5 + w] = (long) HeaderParser.LONG.get(b, at + 8 + 8 * w);
    }
    int next = at + 40;
    int proto = u8(b, at + 6);
    int frag = 0;
    while (isExtension(proto)) {
      if (next + 8 > stop) {
        return; // as OVS: of a chain that is cut off only the addresses are known
      }
      int following = u8(b, next);
      if (proto == PROTO_FRAGMENT) {
        int offset = u16(b, next + 2);
        if (offset != 0) {
          frag = FRAG_ANY;
        }
        if ((offset & 0xfff8) != 0) {
          frag |= FRAG_LATER;
          break; // proto stays "fragment"
        }
        next += 8;
      } else if (proto == PROTO_AH) {
        next += (u8(b, next + 1) + 2) * 4;
      } else {
        next += (u8(b, next + 1) + 1) * 8;
      }
      proto = following;
    }
    int first = (int) u32(b, at);
    key[base] |= (long) frag << NW_FRAG_SHIFT | proto;
    key[base + 2] |= (long) (first >>> 20 & 0xff) << 8 | u8(b, at + 7);
    key[base + 13] |= first & 0xfffff;
    if ((frag & FRAG_LATER) == 0 && next <= stop) {
      if (proto == PROTO_ICMPV6) {
        icmpv6(b, next, stop, key, base);
      } else {
        transport(b, next, stop, proto, key, base);
      }
    }
  }

  static boolean isExtension(int proto) {
    return proto == 0 || proto == 43 || proto == 60 || proto == PROTO_FRAGMENT || proto == PROTO_AH;
  }

  private static void transport(byte[] b, int at, int end, int proto, long[] key, int base) {
    int there = end - at;
    switch (proto) {
      case PROTO_TCP -> {
        if (there >= 20) {
          key[base + 4] = u32(b, at) << 32 | (u16(b, at + 12) & 0xfffL) << 16;
        }
      }
      case PROTO_UDP -> {
        if (there >= 8) {
          key[base + 4] = u32(b, at) << 32;
        }
      }
      case PROTO_SCTP -> {
        if (there >= 12) {
          key[base + 4] = u32(b, at) << 32;
        }
      }
      case PROTO_ICMP -> {
        if (there >= 8) {
          key[base + 4] = (long) u8(b, at) << 48 | (long) u8(b, at + 1) << 32;
        }
      }
      default -> {}
    }
  }

  private static void icmpv6(byte[] b, int at, int end, long[] key, int base) {
    if (end - at < 8) {
      return;
    }
    int type = u8(b, at);
    int code = u8(b, at + 1);
    key[base + 4] = (long) type << 48 | (long) code << 32;
    if (code != 0 || type != ND_SOLICIT && type != ND_ADVERT || end - at < 24) {
      return;
    }
    long source = 0;
    long target = 0;
    int option = at + 24;
    while (option + 8 <= end) {
      int size = u8(b, option + 1) * 8;
      if (size == 0 || option + size > end) {
        return; // a lie in the options: as OVS, no nd field at all
      }
      int kind = u8(b, option);
      if (size == 8 && (kind == 1 || kind == 2)) {
        if ((kind == 1 ? source : target) != 0) {
          return;
        }
        source = kind == 1 ? u48(b, option + 2) : source;
        target = kind == 2 ? u48(b, option + 2) : target;
      }
      option += size;
    }
    key[base + 9] = (long) HeaderParser.LONG.get(b, at + 8);
    key[base + 10] = (long) HeaderParser.LONG.get(b, at + 16);
    key[base + 11] = source << 16;
    key[base + 12] = target << 16;
  }
}
