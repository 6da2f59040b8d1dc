package io.sluice.ring.offload;

/**
 * Finds the headers of a TCP/IP frame in its first bytes. Nothing is taken from the offload fields:
 * they are a guest's word. Owned by its {@link SoftwareOffload}.
 */
final class TcpHeaders {
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int VLAN = 0x8100;
  private static final int QINQ = 0x88a8;
  private static final int MPLS = 0x8847;
  private static final int MPLS_MULTICAST = 0x8848;
  private static final int TCP = 6;

  /** Offset of the IP header, of the TCP header, and of the payload. */
  int ip;

  int tcp;
  int payload;
  boolean v6;

  /** Parses {@code bytes[0..length)}; false when this is no TCP frame with whole headers. */
  boolean parse(byte[] bytes, int length) {
    int at = 12;
    if (length < 14) {
      return false;
    }
    int type = get16(bytes, at);
    for (int tags = 0; type == VLAN || type == QINQ; tags++) {
      at += 4;
      if (tags == 2 || at + 2 > length) {
        return false;
      }
      type = get16(bytes, at);
    }
    ip = at + 2;
    if (type == MPLS || type == MPLS_MULTICAST) {
      type = skipLabels(bytes, length);
    }
    v6 = type == IPV6;
    boolean found = v6 ? parseIpv6(bytes, length) : type == IPV4 && parseIpv4(bytes, length);
    if (!found || tcp + 20 > length) {
      return false;
    }
    int headerLength = (bytes[tcp + 12] >>> 4 & 15) * 4;
    payload = tcp + headerLength;
    return headerLength >= 20 && payload <= length;
  }

  /** Behind the labels of a rule that pushed some; the type that the bytes there seem to be of. */
  private int skipLabels(byte[] bytes, int length) {
    boolean bottom = false;
    while (!bottom && ip + 5 <= length) {
      bottom = (bytes[ip + 2] & 1) != 0;
      ip += 4;
    }
    int version = bottom ? bytes[ip] >>> 4 & 15 : 0;
    return version == 4 ? IPV4 : version == 6 ? IPV6 : 0;
  }

  private boolean parseIpv4(byte[] bytes, int length) {
    if (ip + 20 > length || bytes[ip] >>> 4 != 4) {
      return false;
    }
    int headerLength = (bytes[ip] & 15) * 4;
    tcp = ip + headerLength;
    // A fragment has no TCP header of its own, or not the whole payload.
    return headerLength >= 20 && bytes[ip + 9] == TCP && (get16(bytes, ip + 6) & 0x3fff) == 0;
  }

  private boolean parseIpv6(byte[] bytes, int length) {
    if (ip + 40 > length || bytes[ip] >>> 4 != 6) {
      return false;
    }
    int next = bytes[ip + 6] & 0xff;
    tcp = ip + 40;
    // Hop-by-hop, routing and destination options; each makes progress, so this ends.
    while (next == 0 || next == 43 || next == 60) {
      if (tcp + 8 > length || next == 43 && bytes[tcp + 3] != 0) {
        // With segments left, the checksum covers another destination than the header's.
        return false;
      }
      next = bytes[tcp] & 0xff;
      tcp += 8 + (bytes[tcp + 1] & 0xff) * 8;
    }
    return next == TCP;
  }

  /** Bytes of the IP header with its options. */
  int ipHeaderLength() {
    return tcp - ip;
  }

  static int get16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  static void put16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }

  static int get32(byte[] bytes, int at) {
    return get16(bytes, at) << 16 | get16(bytes, at + 2);
  }

  static void put32(byte[] bytes, int at, int value) {
    put16(bytes, at, value >>> 16);
    put16(bytes, at + 2, value);
  }
}
