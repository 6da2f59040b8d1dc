package io.sluice.flow.packet;

import static io.sluice.flow.packet.EditResult.*;
import static io.sluice.flow.packet.HeaderParser.u16;

/** Edits of VLAN tags in a packet's head, as {@link HeaderEdits} does others. Stateless. */
public final class VlanEdits {
  private VlanEdits() {}

  /**
   * Adds an outer tag in front, moving the MACs 4 bytes down into the headroom.
   *
   * @return the new offset (the head is 4 bytes longer), or the old one when there is no room or no
   *     whole Ethernet header
   */
  public static int push(byte[] b, int offset, int head, int tpid, int tci) {
    if (head < 14 || offset < 4) {
      return offset;
    }
    int to = offset - 4;
    long first = (long) HeaderParser.LONG.get(b, offset);
    int rest = (int) HeaderParser.INT.get(b, offset + 8);
    HeaderParser.LONG.set(b, to, first);
    HeaderParser.INT.set(b, to + 8, rest);
    Checksum.put16(b, to + 12, tpid);
    Checksum.put16(b, to + 14, tci);
    return to;
  }

  /**
   * Takes the outer tag away.
   *
   * @return the new offset (the head is 4 bytes shorter), or the old one when there is no tag
   */
  public static int pop(byte[] b, int offset, int head) {
    if (head < 18 || !HeaderParser.isTag(u16(b, offset + 12))) {
      return offset;
    }
    long first = (long) HeaderParser.LONG.get(b, offset);
    int rest = (int) HeaderParser.INT.get(b, offset + 8);
    HeaderParser.INT.set(b, offset + 12, rest);
    HeaderParser.LONG.set(b, offset + 4, first);
    return offset + 4;
  }

  /** Sets the outer tag's priority, CFI and VLAN. */
  public static int setTci(byte[] b, int offset, int head, int tci) {
    if (head < 18 || !HeaderParser.isTag(u16(b, offset + 12))) {
      return ABSENT;
    }
    Checksum.put16(b, offset + 14, tci);
    return OK;
  }
}
