package io.sluice.flow.packet;

import static io.sluice.flow.packet.FlowKey.*;
import static io.sluice.flow.packet.HeaderParser.u16;
import static io.sluice.flow.packet.HeaderParser.u32;
import static io.sluice.flow.packet.HeaderParser.u48;
import static io.sluice.flow.packet.HeaderParser.u8;

/**
 * What the fields of a packet's head hold now, for edits of a part of one. Stateless; a field that
 * the head does not hold reads as 0, and an edit of it does nothing either.
 */
public final class HeaderReads {
  private HeaderReads() {}

  public static long dlDst(byte[] b, int offset, int head) {
    return head >= 6 ? u48(b, offset) : 0;
  }

  public static long dlSrc(byte[] b, int offset, int head) {
    return head >= 12 ? u48(b, offset + 6) : 0;
  }

  public static long nwSrc(byte[] b, int offset, int head) {
    int at = l3(b, offset, head, HeaderView.V4);
    return at < 0 ? 0 : u32(b, at + 12);
  }

  public static long nwDst(byte[] b, int offset, int head) {
    int at = l3(b, offset, head, HeaderView.V4);
    return at < 0 ? 0 : u32(b, at + 16);
  }

  /** A half of the source address, {@code word} 0 or 1, or of the destination, 2 or 3. */
  public static long ipv6(byte[] b, int offset, int head, int word) {
    int at = l3(b, offset, head, HeaderView.V6);
    return at < 0 ? 0 : (long) HeaderParser.LONG.get(b, at + 8 + 8 * word);
  }

  public static long ipv6Label(byte[] b, int offset, int head) {
    int at = l3(b, offset, head, HeaderView.V6);
    return at < 0 ? 0 : u32(b, at) & 0xfffff;
  }

  /** TOS or traffic class; 0 when it is no IP packet. */
  public static int nwTos(byte[] b, int offset, int head) {
    int v4 = l3(b, offset, head, HeaderView.V4);
    int v6 = l3(b, offset, head, HeaderView.V6);
    return v4 >= 0 ? u8(b, v4 + 1) : v6 >= 0 ? u16(b, v6) >>> 4 & 0xff : 0;
  }

  public static long ttl(byte[] b, int offset, int head) {
    int v4 = l3(b, offset, head, HeaderView.V4);
    int v6 = l3(b, offset, head, HeaderView.V6);
    return v4 >= 0 ? u8(b, v4 + 8) : v6 >= 0 ? u8(b, v6 + 7) : 0;
  }

  public static long tpSrc(byte[] b, int offset, int head) {
    return port(b, offset, head, 0);
  }

  public static long tpDst(byte[] b, int offset, int head) {
    return port(b, offset, head, 2);
  }

  private static long port(byte[] b, int offset, int head, int field) {
    long view = HeaderView.of(b, offset, head);
    int proto = HeaderView.proto(view);
    boolean has = proto == PROTO_TCP || proto == PROTO_UDP || proto == PROTO_SCTP;
    return HeaderView.l4(view) == 0 || !has ? 0 : u16(b, offset + HeaderView.l4(view) + field);
  }

  public static long arpOp(byte[] b, int offset, int head) {
    int at = l3(b, offset, head, HeaderView.ARP);
    return at < 0 ? 0 : u16(b, at + 6);
  }

  public static long arpSpa(byte[] b, int offset, int head) {
    int at = l3(b, offset, head, HeaderView.ARP);
    return at < 0 ? 0 : u32(b, at + 14);
  }

  public static long arpTpa(byte[] b, int offset, int head) {
    int at = l3(b, offset, head, HeaderView.ARP);
    return at < 0 ? 0 : u32(b, at + 24);
  }

  public static long arpSha(byte[] b, int offset, int head) {
    int at = l3(b, offset, head, HeaderView.ARP);
    return at < 0 ? 0 : u48(b, at + 8);
  }

  public static long arpTha(byte[] b, int offset, int head) {
    int at = l3(b, offset, head, HeaderView.ARP);
    return at < 0 ? 0 : u48(b, at + 18);
  }

  /** Where L3 begins when it is of a kind, else -1. */
  private static int l3(byte[] b, int offset, int head, int kind) {
    long view = HeaderView.of(b, offset, head);
    return HeaderView.kind(view) == kind ? offset + HeaderView.l3(view) : -1;
  }
}
