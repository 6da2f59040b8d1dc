package io.sluice.flow.packet;

import static io.sluice.flow.packet.EditResult.*;
import static io.sluice.flow.packet.FlowKey.isMpls;
import static io.sluice.flow.packet.HeaderParser.u16;
import static io.sluice.flow.packet.HeaderParser.u32;
import static io.sluice.flow.packet.HeaderParser.u8;

/**
 * Edits of the MPLS stack in a packet's head (RFC 3032), as {@link HeaderEdits} does others: the
 * stack begins behind all VLAN tags. Stateless.
 *
 * <pre>
 *   31           12 11   9   8   7    0
 *  |     label     | class | S |  TTL  |     S: the last entry of the stack
 * </pre>
 */
public final class MplsEdits {
  private static final int ENTRY = 4;
  private static final int TTL = 3;

  private MplsEdits() {}

  /**
   * Adds an entry in front of the others, moving what is before it 4 bytes down into the headroom.
   *
   * @return the new offset (the head is 4 bytes longer), or the old one when there is no room or no
   *     Ethernet type to say that MPLS follows
   */
  public static int push(byte[] b, int offset, int head, int etherType, int entry) {
    int at = typeAt(b, offset, head);
    if (at < 0 || offset < ENTRY) {
      return offset;
    }
    int before = at + 2 - offset;
    System.arraycopy(b, offset, b, offset - ENTRY, before);
    int end = offset - ENTRY + before;
    Checksum.put16(b, end - 2, etherType);
    HeaderParser.INT.set(b, end, entry);
    grow(b, offset - ENTRY, ENTRY);
    return offset - ENTRY;
  }

  /**
   * Takes the outermost entry away.
   *
   * @return the new offset (the head is 4 bytes shorter), or the old one when there is no entry
   */
  public static int pop(byte[] b, int offset, int head, int etherType) {
    int at = entryAt(b, offset, head);
    if (at < 0) {
      return offset;
    }
    int before = at - offset;
    System.arraycopy(b, offset, b, offset + ENTRY, before);
    Checksum.put16(b, at + ENTRY - 2, etherType);
    grow(b, offset + ENTRY, -ENTRY);
    return offset + ENTRY;
  }

  /** Sets bits {@code mask} of the outermost entry. */
  public static int set(byte[] b, int offset, int head, int entry, int mask) {
    int at = entryAt(b, offset, head);
    if (at < 0) {
      return ABSENT;
    }
    HeaderParser.INT.set(b, at, (int) u32(b, at) & ~mask | entry & mask);
    return OK;
  }

  /** One less; {@link EditResult#TTL_EXPIRED} when nothing would be left. */
  public static int decTtl(byte[] b, int offset, int head) {
    int at = entryAt(b, offset, head);
    if (at < 0) {
      return ABSENT;
    }
    int ttl = u8(b, at + TTL);
    if (ttl <= 1) {
      return TTL_EXPIRED;
    }
    b[at + TTL] = (byte) (ttl - 1);
    return OK;
  }

  private static int entryAt(byte[] b, int offset, int head) {
    int at = typeAt(b, offset, head);
    boolean there = at >= 0 && isMpls(u16(b, at)) && at + 2 + ENTRY <= offset + head;
    return there ? at + 2 : -1;
  }

  /** Where the Ethernet type behind the tags is, SNAP's too; -1: there is none in the head. */
  private static int typeAt(byte[] b, int offset, int head) {
    int end = offset + head;
    int at = lengthOrTypeAt(b, offset, end);
    if (at < 0 || u16(b, at) >= 0x600) {
      return at;
    }
    return HeaderParser.isSnap(b, at + 2, end) ? at + 8 : -1;
  }

  private static int lengthOrTypeAt(byte[] b, int offset, int end) {
    int at = offset + 12;
    while (at + 6 <= end && HeaderParser.isTag(u16(b, at))) {
      at += 4;
    }
    return at + 2 <= end ? at : -1;
  }

  /** An 802.3 frame says its length. */
  private static void grow(byte[] b, int offset, int by) {
    int at = lengthOrTypeAt(b, offset, b.length);
    int length = u16(b, at);
    if (length < 0x600) {
      Checksum.put16(b, at, length + by);
    }
  }
}
