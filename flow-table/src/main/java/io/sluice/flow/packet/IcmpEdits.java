package io.sluice.flow.packet;

import static io.sluice.flow.packet.EditResult.*;
import static io.sluice.flow.packet.FlowKey.*;
import static io.sluice.flow.packet.HeaderParser.u16;
import static io.sluice.flow.packet.HeaderParser.u8;

/**
 * Edits of an ICMP or ICMPv6 packet's type and code, as {@link HeaderEdits} does others. Stateless.
 */
public final class IcmpEdits {
  /** Bytes up to the end of the checksum. */
  private static final int NEEDED = 4;

  private IcmpEdits() {}

  public static int setType(byte[] b, int offset, int head, int type, boolean partial) {
    int at = icmp(b, offset, head);
    return at < 0 ? ABSENT : set(b, at, (type & 0xff) << 8 | u8(b, at + 1), partial);
  }

  public static int setCode(byte[] b, int offset, int head, int code, boolean partial) {
    int at = icmp(b, offset, head);
    return at < 0 ? ABSENT : set(b, at, u8(b, at) << 8 | code & 0xff, partial);
  }

  /** 0 when it is no such packet. */
  public static int type(byte[] b, int offset, int head) {
    int at = icmp(b, offset, head);
    return at < 0 ? 0 : u8(b, at);
  }

  /** 0 when it is no such packet. */
  public static int code(byte[] b, int offset, int head) {
    int at = icmp(b, offset, head);
    return at < 0 ? 0 : u8(b, at + 1);
  }

  private static int set(byte[] b, int at, int both, boolean partial) {
    int old = u16(b, at);
    Checksum.put16(b, at, both);
    if (!partial) {
      Checksum.patch(b, at + 2, (~old & 0xffff) + both);
    }
    return OK;
  }

  /** Where the header is; -1: there is none in the head. */
  private static int icmp(byte[] b, int offset, int head) {
    long view = HeaderView.of(b, offset, head);
    int l4 = HeaderView.l4(view);
    int proto = HeaderView.kind(view) == HeaderView.V4 ? PROTO_ICMP : PROTO_ICMPV6;
    boolean there = l4 != 0 && l4 + NEEDED <= head && HeaderView.proto(view) == proto;
    return there ? offset + l4 : -1;
  }
}
