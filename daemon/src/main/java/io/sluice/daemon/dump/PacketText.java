package io.sluice.daemon.dump;

import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * Who a packet is from, whom it is to, and what it is, in some words: {@code tcp 10.0.0.1.1234 >
 * 10.0.0.2.80 [S]}. Its bytes are a stranger's: what is not there ends the text with {@code ...}.
 */
final class PacketText {
  private static final int VLAN = 0x8100;
  private static final int QINQ = 0x88a8;
  private static final int ARP = 0x0806;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  private static final String FLAGS = "FSRP.UEW";
  private static final HexFormat MAC = HexFormat.ofDelimiter(":");

  private final byte[] bytes;
  private final StringJoiner words = new StringJoiner(" ");
  private int at;

  private PacketText(byte[] bytes) {
    this.bytes = bytes;
  }

  static String of(byte[] bytes) {
    PacketText text = new PacketText(bytes);
    try {
      text.ethernet();
    } catch (IndexOutOfBoundsException e) {
      text.words.add("...");
    }
    return text.words.toString();
  }

  private void ethernet() {
    int type = half(12);
    at = 14;
    while (type == VLAN || type == QINQ) {
      words.add("vlan " + (half(at) & 0xfff));
      type = half(at + 2);
      at += 4;
    }
    switch (type) {
      case ARP -> arp();
      case IPV4 -> ipv4();
      case IPV6 -> ipv6();
      default -> {
        words.add("ethertype 0x%04x".formatted(type));
        words.add(MAC.formatHex(bytes, 6, 12) + " > " + MAC.formatHex(bytes, 0, 6));
      }
    }
  }

  private void arp() {
    int operation = half(at + 6);
    String sender = address4(at + 14);
    String target = address4(at + 24);
    if (operation == 1) {
      words.add("arp who has " + target + " tell " + sender);
    } else if (operation == 2) {
      words.add("arp " + sender + " is at " + MAC.formatHex(bytes, at + 8, at + 14));
    } else {
      words.add("arp operation " + operation);
    }
  }

  private void ipv4() {
    int header = (octet(at) & 0xf) * 4;
    boolean later = (half(at + 6) & 0x1fff) != 0;
    String from = address4(at + 12);
    String to = address4(at + 16);
    int protocol = octet(at + 9);
    at += header;
    transport(protocol, from, to, later);
  }

  private void ipv6() {
    String from = address6(at + 8);
    String to = address6(at + 24);
    int protocol = octet(at + 6);
    at += 40;
    transport(protocol, from, to, false);
  }

  private void transport(int protocol, String from, String to, boolean laterFragment) {
    String name =
        switch (protocol) {
          case ICMP -> "icmp";
          case TCP -> "tcp";
          case UDP -> "udp";
          case ICMPV6 -> "icmp6";
          default -> "ip protocol " + protocol;
        };
    boolean ports = (protocol == TCP || protocol == UDP) && !laterFragment;
    if (ports && at + 4 > bytes.length) {
      words.add(name + " " + from + " > " + to + " ...");
      return;
    }
    words.add(name);
    words.add(ports ? from + "." + half(at) : from);
    words.add(">");
    words.add(ports ? to + "." + half(at + 2) : to);
    if (laterFragment) {
      words.add("later fragment");
    } else if (protocol == TCP) {
      words.add("[" + flags(octet(at + 13)) + "]");
    } else if (protocol == ICMP || protocol == ICMPV6) {
      words.add("type " + octet(at) + " code " + octet(at + 1));
    }
  }

  private static String flags(int bits) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < FLAGS.length(); i++) {
      if ((bits >> i & 1) != 0) {
        s.append(FLAGS.charAt(i));
      }
    }
    return s.toString();
  }

  private String address4(int from) {
    return octet(from) + "." + octet(from + 1) + "." + octet(from + 2) + "." + octet(from + 3);
  }

  /** The longest run of zeros, of two groups or more, as {@code ::} (RFC 5952). */
  private String address6(int from) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int n = 0;
      while (i + n < 8 && half(from + 2 * (i + n)) == 0) {
        n++;
      }
      if (n > length) {
        start = i;
        length = n;
      }
    }
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        s.append("::");
        i += length - 1;
      } else {
        s.append(s.isEmpty() || s.charAt(s.length() - 1) == ':' ? "" : ":");
        s.append(Integer.toHexString(half(from + 2 * i)));
      }
    }
    return s.toString();
  }

  private int octet(int i) {
    return bytes[i] & 0xff;
  }

  private int half(int i) {
    return octet(i) << 8 | octet(i + 1);
  }
}
