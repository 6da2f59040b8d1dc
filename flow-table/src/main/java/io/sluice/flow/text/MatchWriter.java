package io.sluice.flow.text;

import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a match, in the order of ovs-ofctl. */
final class MatchWriter {
  private static final Map<Integer, String> FRAGS =
      Map.of(
          3,
          "no",
          1,
          "no",
          0x0101,
          "yes",
          0x0103,
          "first",
          0x0303,
          "later",
          0x0202,
          "later",
          2,
          "not_later");

  private final Match m;
  private final List<String> parts = new ArrayList<>();
  private final int type;
  private final int proto;

  MatchWriter(Match m) {
    this.m = m;
    this.type = m.isExact(Field.DL_TYPE) ? (int) m.value(Field.DL_TYPE) : -1;
    this.proto = m.isExact(Field.NW_PROTO) ? (int) m.value(Field.NW_PROTO) : -1;
  }

  List<String> write() {
    bits("pkt_mark", Field.PKT_MARK);
    if (m.uses(Field.CONJ_ID)) {
      parts.add("conj_id=" + m.value(Field.CONJ_ID));
    }
    if (m.uses(Field.ACTSET_OUTPUT)) {
      parts.add("actset_output=" + portName((int) m.value(Field.ACTSET_OUTPUT)));
    }
    if (m.uses(Field.CT_STATE)) {
      parts.add("ct_state=" + CtState.format(m.value(Field.CT_STATE), m.mask(Field.CT_STATE)));
    }
    if (m.uses(Field.CT_ZONE)) {
      parts.add("ct_zone=" + m.value(Field.CT_ZONE));
    }
    bits("ct_mark", Field.CT_MARK);
    wideBits("ct_label", Field.CT_LABEL);
    String word = typeWord();
    if (word != null) {
      parts.add(word);
    }
    for (int i = 0; i < 16; i++) {
      bits("reg" + i, Field.register(i));
    }
    bits("tun_id", Field.TUN_ID);
    bits("metadata", Field.METADATA);
    if (m.uses(Field.IN_PORT)) {
      parts.add("in_port=" + portName((int) m.value(Field.IN_PORT)));
    }
    vlan();
    mac("dl_src", Field.DL_SRC);
    mac("dl_dst", Field.DL_DST);
    if (type >= 0 && word == null) {
      parts.add("dl_type=0x%04x".formatted(type));
    }
    boolean arp = type == FlowKey.TYPE_ARP || type == FlowKey.TYPE_RARP;
    ipv6("ipv6_src", Field.IPV6_SRC);
    ipv6("ipv6_dst", Field.IPV6_DST);
    hex("ipv6_label", Field.IPV6_LABEL, "0x%05x");
    mpls();
    ipv4(arp ? "arp_spa" : "nw_src", Field.NW_SRC);
    ipv4(arp ? "arp_tpa" : "nw_dst", Field.NW_DST);
    if (proto >= 0 && (arp || proto == 0 || wordProto(word) != proto)) {
      parts.add((arp ? "arp_op=" : "nw_proto=") + proto);
    }
    if (arp) {
      mac("arp_sha", Field.ARP_SHA);
      mac("arp_tha", Field.ARP_THA);
    }
    network();
    transport(arp);
    return parts;
  }

  private String typeWord() {
    return switch (type) {
      case FlowKey.TYPE_IPV4 ->
          switch (proto) {
            case FlowKey.PROTO_ICMP -> "icmp";
            case FlowKey.PROTO_TCP -> "tcp";
            case FlowKey.PROTO_UDP -> "udp";
            case FlowKey.PROTO_SCTP -> "sctp";
            default -> "ip";
          };
      case FlowKey.TYPE_IPV6 ->
          switch (proto) {
            case FlowKey.PROTO_ICMPV6 -> "icmp6";
            case FlowKey.PROTO_TCP -> "tcp6";
            case FlowKey.PROTO_UDP -> "udp6";
            case FlowKey.PROTO_SCTP -> "sctp6";
            default -> "ipv6";
          };
      case FlowKey.TYPE_ARP -> "arp";
      case FlowKey.TYPE_RARP -> "rarp";
      case FlowKey.TYPE_MPLS -> "mpls";
      case FlowKey.TYPE_MPLS_MULTICAST -> "mplsm";
      default -> null;
    };
  }

  private static int wordProto(String word) {
    return word == null ? 0 : FieldSyntax.TYPES.get(word).proto();
  }

  static String portName(int port) {
    return switch (port) {
      case FlowAction.PORT_UNSET -> "unset";
      case FlowAction.PORT_IN_PORT -> "IN_PORT";
      case FlowAction.PORT_TABLE -> "TABLE";
      case FlowAction.PORT_NORMAL -> "NORMAL";
      case FlowAction.PORT_FLOOD -> "FLOOD";
      case FlowAction.PORT_ALL -> "ALL";
      case FlowAction.PORT_CONTROLLER -> "CONTROLLER";
      case FlowAction.PORT_LOCAL -> "LOCAL";
      case FlowAction.PORT_NONE -> "ANY";
      default -> Integer.toString(port);
    };
  }

  private void vlan() {
    int mask = (int) m.mask(Field.VLAN_TCI);
    int value = (int) m.value(Field.VLAN_TCI);
    boolean vid = (mask & 0x1fff) == 0x1fff && (value & FlowKey.VLAN_PRESENT) != 0;
    boolean pcp = (mask & 0xf000) == 0xf000 && (value & FlowKey.VLAN_PRESENT) != 0;
    boolean rest = (mask & (vid ? 0 : 0xfff) | mask & (pcp ? 0 : 0xe000)) != 0;
    if (mask != 0 && (!vid && !pcp || rest)) {
      parts.add(
          mask == 0xffff
              ? "vlan_tci=0x%04x".formatted(value)
              : "vlan_tci=0x%04x/0x%04x".formatted(value, mask));
      return;
    }
    if (vid) {
      parts.add("dl_vlan=" + (value & 0xfff));
    }
    if (pcp) {
      parts.add("dl_vlan_pcp=" + (value >>> 13));
    }
  }

  private void mpls() {
    for (Field f : List.of(Field.MPLS_LABEL, Field.MPLS_TC, Field.MPLS_TTL, Field.MPLS_BOS)) {
      if (m.uses(f)) {
        parts.add(f.label + "=" + m.value(f));
      }
    }
  }

  private void bits(String name, Field f) {
    if (m.uses(f)) {
      String mask = m.isExact(f) ? "" : "/" + FieldSyntax.hex(m.mask(f));
      parts.add(name + "=" + FieldSyntax.hex(m.value(f)) + mask);
    }
  }

  private void wideBits(String name, Field f) {
    if (m.uses(f)) {
      String mask =
          m.isExact(f) ? "" : "/" + FieldSyntax.valueText(f, m.mask(f.word), m.mask(f), true);
      parts.add(name + "=" + FieldSyntax.valueText(f, m.value(f.word), m.value(f), true) + mask);
    }
  }

  private void network() {
    int tos = (int) m.mask(Field.NW_TOS);
    if ((tos & 0xfc) == 0xfc) {
      parts.add("nw_tos=" + (m.value(Field.NW_TOS) & 0xfc));
    }
    if ((tos & 3) == 3) {
      parts.add("nw_ecn=" + (m.value(Field.NW_TOS) & 3));
    }
    if (m.uses(Field.NW_TTL)) {
      parts.add("nw_ttl=" + m.value(Field.NW_TTL));
    }
    int frag = (int) m.mask(Field.NW_FRAG) & 3;
    if (frag != 0) {
      parts.add("nw_frag=" + FRAGS.get((int) (m.value(Field.NW_FRAG) & 3) << 8 | frag));
    }
  }

  private void transport(boolean arp) {
    boolean icmp = proto == FlowKey.PROTO_ICMP || proto == FlowKey.PROTO_ICMPV6;
    decimal(icmp ? "icmp_type" : "tp_src", Field.TP_SRC);
    decimal(icmp ? "icmp_code" : "tp_dst", Field.TP_DST);
    ipv6("nd_target", Field.ND_TARGET);
    if (!arp) {
      mac("nd_sll", Field.ARP_SHA);
      mac("nd_tll", Field.ARP_THA);
    }
    if (m.uses(Field.TCP_FLAGS)) {
      parts.add("tcp_flags=" + TcpFlags.format(m.value(Field.TCP_FLAGS), m.mask(Field.TCP_FLAGS)));
    }
  }

  private void decimal(String name, Field f) {
    if (m.uses(f)) {
      parts.add(
          m.isExact(f)
              ? name + "=" + m.value(f)
              : "%s=0x%x/0x%x".formatted(name, m.value(f), m.mask(f)));
    }
  }

  private void hex(String name, Field f, String format) {
    if (m.uses(f)) {
      String value = format.formatted(m.value(f));
      parts.add(name + "=" + value + (m.isExact(f) ? "" : "/" + format.formatted(m.mask(f))));
    }
  }

  private void mac(String name, Field f) {
    if (m.uses(f)) {
      parts.add(name + "=" + mac(m.value(f)) + (m.isExact(f) ? "" : "/" + mac(m.mask(f))));
    }
  }

  static String mac(long mac) {
    return new MacEntry(mac, 0, 0, 0).macText();
  }

  private void ipv4(String name, Field f) {
    if (!m.uses(f)) {
      return;
    }
    long mask = m.mask(f);
    int ones = Long.bitCount(mask);
    boolean prefix = mask == (0xffffffffL << 32 - ones & 0xffffffffL);
    String suffix = ones == 32 ? "" : "/" + (prefix ? Integer.toString(ones) : ipv4(mask));
    parts.add(name + "=" + ipv4(m.value(f)) + suffix);
  }

  static String ipv4(long a) {
    return (a >>> 24 & 255) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
  }

  private void ipv6(String name, Field f) {
    if (!m.uses(f)) {
      return;
    }
    long hi = m.mask(f.word);
    long lo = m.mask(f.word + 1);
    int ones = Long.bitCount(hi) + Long.bitCount(lo);
    boolean prefix =
        hi == (ones == 0 ? 0 : -1L << 64 - Math.min(64, ones))
            && lo == (ones <= 64 ? 0 : -1L << 128 - ones);
    String suffix = ones == 128 ? "" : "/" + (prefix ? Integer.toString(ones) : ipv6(hi, lo));
    parts.add(name + "=" + ipv6(m.value(f.word), m.value(f.word + 1)) + suffix);
  }

  /** As RFC 5952 writes it. */
  static String ipv6(long hi, long lo) {
    int[] g = new int[8];
    for (int i = 0; i < 8; i++) {
      g[i] = (int) ((i < 4 ? hi : lo) >>> 48 - 16 * (i & 3)) & 0xffff;
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int j = i;
      while (j < 8 && g[j] == 0) {
        j++;
      }
      if (j - i > bestLength) {
        bestStart = i;
        bestLength = j - i;
      }
    }
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        s.append("::");
        i += bestLength - 1;
      } else {
        boolean first = s.isEmpty() || s.charAt(s.length() - 1) == ':';
        s.append(first ? "" : ":").append(Integer.toHexString(g[i]));
      }
    }
    return s.toString();
  }
}
