package io.sluice.flow.packet;

import static io.sluice.flow.packet.EditResult.*;
import static io.sluice.flow.packet.FlowKey.*;
import static io.sluice.flow.packet.HeaderParser.u16;
import static io.sluice.flow.packet.HeaderParser.u48;
import static io.sluice.flow.packet.HeaderParser.u8;

/**
 * Edits of neighbour discovery's target and link-layer addresses (RFC 4861, 4.3, 4.4, 4.6.1), as
 * {@link HeaderEdits} does others. Stateless; an option that is not there is not added.
 */
public final class NdEdits {
  private static final int CHECKSUM = 2;
  private static final int TARGET = 8;
  private static final int OPTIONS = 24;
  private static final int OPTION = 8;
  private static final int SOURCE_ADDRESS = 1;
  private static final int TARGET_ADDRESS = 2;

  private NdEdits() {}

  public static int setTarget(
      byte[] b, int offset, int head, long high, long low, boolean partial) {
    int nd = nd(b, offset, head);
    if (nd < 0) {
      return ABSENT;
    }
    int at = nd + TARGET;
    int difference =
        Checksum.difference64((long) HeaderParser.LONG.get(b, at), high)
            + Checksum.difference64((long) HeaderParser.LONG.get(b, at + 8), low);
    HeaderParser.LONG.set(b, at, high);
    HeaderParser.LONG.set(b, at + 8, low);
    changed(b, nd, difference, partial);
    return OK;
  }

  public static int setSll(byte[] b, int offset, int head, long mac, boolean partial) {
    return setAddress(b, offset, head, SOURCE_ADDRESS, mac, partial);
  }

  public static int setTll(byte[] b, int offset, int head, long mac, boolean partial) {
    return setAddress(b, offset, head, TARGET_ADDRESS, mac, partial);
  }

  /** A half of the target, {@code word} 0 or 1; 0 when it is no such packet. */
  public static long target(byte[] b, int offset, int head, int word) {
    int nd = nd(b, offset, head);
    return nd < 0 ? 0 : (long) HeaderParser.LONG.get(b, nd + TARGET + 8 * word);
  }

  /** The source's address; 0 when it is not there. */
  public static long sll(byte[] b, int offset, int head) {
    return address(b, offset, head, SOURCE_ADDRESS);
  }

  /** The target's address; 0 when it is not there. */
  public static long tll(byte[] b, int offset, int head) {
    return address(b, offset, head, TARGET_ADDRESS);
  }

  private static int setAddress(
      byte[] b, int offset, int head, int kind, long mac, boolean partial) {
    int nd = nd(b, offset, head);
    int at = nd < 0 ? -1 : option(b, offset, head, nd, kind);
    if (at < 0) {
      return ABSENT;
    }
    int difference = Checksum.difference64(u48(b, at), mac & 0xffff_ffff_ffffL);
    HeaderEdits.put48(b, at, mac);
    changed(b, nd, difference, partial);
    return OK;
  }

  private static long address(byte[] b, int offset, int head, int kind) {
    int nd = nd(b, offset, head);
    int at = nd < 0 ? -1 : option(b, offset, head, nd, kind);
    return at < 0 ? 0 : u48(b, at);
  }

  private static void changed(byte[] b, int nd, int difference, boolean partial) {
    if (!partial) {
      Checksum.patch(b, nd + CHECKSUM, difference);
    }
  }

  /** Where the address of the first option of a kind is; -1: there is none in the packet's head. */
  private static int option(byte[] b, int offset, int head, int nd, int kind) {
    int ip = offset + HeaderView.l3(HeaderView.of(b, offset, head));
    int end = Math.min(offset + head, ip + 40 + u16(b, ip + 4));
    int at = nd + OPTIONS;
    while (at + OPTION <= end) {
      int size = u8(b, at + 1) * 8;
      if (size == 0) {
        return -1;
      }
      if (size == OPTION && u8(b, at) == kind) {
        return at + 2;
      }
      at += size;
    }
    return -1;
  }

  /** Where ICMPv6's header of a solicitation or an advertisement is; -1: there is none. */
  private static int nd(byte[] b, int offset, int head) {
    long view = HeaderView.of(b, offset, head);
    int l4 = HeaderView.l4(view);
    boolean there =
        HeaderView.kind(view) == HeaderView.V6
            && l4 != 0
            && l4 + OPTIONS <= head
            && HeaderView.proto(view) == PROTO_ICMPV6;
    int at = offset + l4;
    int type = there ? u8(b, at) : 0;
    return (type == ND_SOLICIT || type == ND_ADVERT) && u8(b, at + 1) == 0 ? at : -1;
  }
}
