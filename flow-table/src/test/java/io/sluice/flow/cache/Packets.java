package io.sluice.flow.cache;

import java.util.HexFormat;
import java.util.Random;

/** Frames for tests, built byte by byte. */
public final class Packets {
  private Packets() {}

  /** Bytes of hex digits; blanks are for the eye. */
  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }

  /** Ethernet, IPv4 and UDP or TCP, 64 bytes. */
  public static byte[] v4(int proto, int source, int destination, int sourcePort, int port) {
    byte[] b = new byte[64];
    byte[] eth = hex("020000000002 020000000001 0800 4500 0032 0001 0000 40");
    System.arraycopy(eth, 0, b, 0, eth.length);
    b[23] = (byte) proto;
    put32(b, 26, source);
    put32(b, 30, destination);
    put16(b, 34, sourcePort);
    put16(b, 36, port);
    if (proto == 17) {
      put16(b, 38, 30);
    } else {
      b[46] = 0x50;
      b[47] = 0x12;
    }
    return b;
  }

  public static void put16(byte[] b, int at, int v) {
    b[at] = (byte) (v >>> 8);
    b[at + 1] = (byte) v;
  }

  public static void put32(byte[] b, int at, int v) {
    put16(b, at, v >>> 16);
    put16(b, at + 2, v);
  }

  /** Some frame out of a small world, so that rules are hit: often IPv4, sometimes odd. */
  static byte[] random(Random r) {
    byte[] b =
        v4(
            r.nextInt(4) == 0 ? 6 : r.nextInt(8) == 0 ? 1 : 17,
            0x0a000000 | r.nextInt(4),
            0x0a000000 | r.nextInt(4) << 4 | r.nextInt(3),
            r.nextInt(3),
            r.nextInt(5));
    b[5] = (byte) r.nextInt(3);
    b[11] = (byte) r.nextInt(3);
    b[22] = (byte) (r.nextInt(4) + 1);
    switch (r.nextInt(12)) {
      case 0 -> b[20] = (byte) (r.nextInt(2) == 0 ? 0x20 : 0x00); // more fragments
      case 1 -> b[21] = 3; // a later fragment
      case 2 -> put16(b, 12, 0x0806);
      case 3 -> b = tag(b, 0x8100, r.nextInt(4) << 13 | r.nextInt(3));
      case 4 -> b = v6(r);
      case 5 -> b[14] = 0x46;
      default -> {}
    }
    return b;
  }

  private static byte[] v6(Random r) {
    byte[] b = new byte[80];
    byte[] head = hex("020000000002 020000000001 86dd 60000000 001a 11 05");
    System.arraycopy(head, 0, b, 0, head.length);
    b[22] = (byte) 0xfe;
    b[37] = (byte) r.nextInt(3);
    b[38] = (byte) 0xfe;
    b[53] = (byte) r.nextInt(3);
    put16(b, 54, r.nextInt(3));
    put16(b, 56, r.nextInt(5));
    return b;
  }

  /** The frame with a tag more. */
  public static byte[] tag(byte[] b, int tpid, int tci) {
    byte[] tagged = new byte[b.length + 4];
    System.arraycopy(b, 0, tagged, 0, 12);
    put16(tagged, 12, tpid);
    put16(tagged, 14, tci);
    System.arraycopy(b, 12, tagged, 16, b.length - 12);
    return tagged;
  }
}
