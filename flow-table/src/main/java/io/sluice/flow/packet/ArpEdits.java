package io.sluice.flow.packet;

import static io.sluice.flow.packet.EditResult.*;

/** Edits of ARP in a packet's head, as {@link HeaderEdits} does others. Stateless. */
public final class ArpEdits {
  private ArpEdits() {}

  public static int setOp(byte[] b, int offset, int head, int op) {
    int at = arp(b, offset, head);
    if (at < 0) {
      return ABSENT;
    }
    Checksum.put16(b, at + 6, op);
    return OK;
  }

  public static int setSpa(byte[] b, int offset, int head, int address) {
    return setAddress(b, offset, head, 14, address);
  }

  public static int setTpa(byte[] b, int offset, int head, int address) {
    return setAddress(b, offset, head, 24, address);
  }

  public static int setSha(byte[] b, int offset, int head, long mac) {
    return setMac(b, offset, head, 8, mac);
  }

  public static int setTha(byte[] b, int offset, int head, long mac) {
    return setMac(b, offset, head, 18, mac);
  }

  private static int setAddress(byte[] b, int offset, int head, int field, int address) {
    int at = arp(b, offset, head);
    if (at < 0) {
      return ABSENT;
    }
    HeaderParser.INT.set(b, at + field, address);
    return OK;
  }

  private static int setMac(byte[] b, int offset, int head, int field, long mac) {
    int at = arp(b, offset, head);
    if (at < 0) {
      return ABSENT;
    }
    HeaderEdits.put48(b, at + field, mac);
    return OK;
  }

  private static int arp(byte[] b, int offset, int head) {
    long view = HeaderView.of(b, offset, head);
    return HeaderView.kind(view) == HeaderView.ARP ? offset + HeaderView.l3(view) : -1;
  }
}
