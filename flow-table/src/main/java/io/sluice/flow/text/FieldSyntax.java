package io.sluice.flow.text;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names that fields and packet types have in flow syntax.
 *
 * @param kind how its value is written
 * @param dlType it needs: 0 any, or IP for both
 * @param proto it needs, 0: any
 */
record FieldSyntax(Field field, Kind kind, int dlType, int proto) {
  /** How a value is written. */
  enum Kind {
    PORT,
    NUMBER,
    MAC,
    IPV4,
    IPV6,
    VLAN,
    VLAN_PCP,
    VLAN_VID,
    VLAN_TCI,
    FRAG,
    TOS,
    DSCP,
    ECN,
    TCP_FLAGS,
    CT_STATE,
    /** A number in hex that may have a mask, of up to 128 bits. */
    BITS
  }

  /** dlType: IPv4 or IPv6. */
  static final int ANY_IP = 1;

  /** dlType: ARP or RARP. */
  static final int ANY_ARP = 2;

  /** dlType: IPv4, ARP or RARP: nw_src is both. */
  static final int IPV4_OR_ARP = 3;

  /** dlType: MPLS. */
  static final int ANY_MPLS = 4;

  /** proto: any that has ports. */
  static final int ANY_PORTS = -1;

  /** proto: ICMP of either version, whichever dl_type says. */
  static final int ANY_ICMP = -3;

  /** proto: TCP, UDP, SCTP, or ICMP, whose type and code tp_src and tp_dst are. */
  static final int ANY_L4 = -2;

  static final Map<String, FieldSyntax> FIELDS = new LinkedHashMap<>();

  /** Words like tcp: dl_type and nw_proto (0: none). */
  record Type(int dlType, int proto) {}

  static final Map<String, Type> TYPES = new LinkedHashMap<>();

  static {
    type("ip", FlowKey.TYPE_IPV4, 0);
    type("ipv4", FlowKey.TYPE_IPV4, 0);
    type("icmp", FlowKey.TYPE_IPV4, FlowKey.PROTO_ICMP);
    type("tcp", FlowKey.TYPE_IPV4, FlowKey.PROTO_TCP);
    type("udp", FlowKey.TYPE_IPV4, FlowKey.PROTO_UDP);
    type("sctp", FlowKey.TYPE_IPV4, FlowKey.PROTO_SCTP);
    type("ipv6", FlowKey.TYPE_IPV6, 0);
    type("ip6", FlowKey.TYPE_IPV6, 0);
    type("icmp6", FlowKey.TYPE_IPV6, FlowKey.PROTO_ICMPV6);
    type("icmpv6", FlowKey.TYPE_IPV6, FlowKey.PROTO_ICMPV6);
    type("tcp6", FlowKey.TYPE_IPV6, FlowKey.PROTO_TCP);
    type("udp6", FlowKey.TYPE_IPV6, FlowKey.PROTO_UDP);
    type("sctp6", FlowKey.TYPE_IPV6, FlowKey.PROTO_SCTP);
    type("arp", FlowKey.TYPE_ARP, 0);
    type("rarp", FlowKey.TYPE_RARP, 0);
    type("mpls", FlowKey.TYPE_MPLS, 0);
    type("mplsm", FlowKey.TYPE_MPLS_MULTICAST, 0);

    field(Field.IN_PORT, Kind.PORT, 0, 0, "in_port");
    field(Field.DL_SRC, Kind.MAC, 0, 0, "dl_src", "eth_src");
    field(Field.DL_DST, Kind.MAC, 0, 0, "dl_dst", "eth_dst");
    field(Field.DL_TYPE, Kind.NUMBER, 0, 0, "dl_type", "eth_type");
    field(Field.VLAN_TCI, Kind.VLAN, 0, 0, "dl_vlan");
    field(Field.VLAN_TCI, Kind.VLAN_PCP, 0, 0, "dl_vlan_pcp", "vlan_pcp");
    field(Field.VLAN_TCI, Kind.VLAN_VID, 0, 0, "vlan_vid");
    field(Field.VLAN_TCI, Kind.VLAN_TCI, 0, 0, "vlan_tci");
    field(Field.NW_SRC, Kind.IPV4, IPV4_OR_ARP, 0, "nw_src", "ip_src");
    field(Field.NW_DST, Kind.IPV4, IPV4_OR_ARP, 0, "nw_dst", "ip_dst");
    field(Field.NW_PROTO, Kind.NUMBER, ANY_IP, 0, "nw_proto", "ip_proto");
    field(Field.NW_TOS, Kind.TOS, ANY_IP, 0, "nw_tos");
    field(Field.NW_TOS, Kind.DSCP, ANY_IP, 0, "ip_dscp");
    field(Field.NW_TOS, Kind.ECN, ANY_IP, 0, "nw_ecn", "ip_ecn");
    field(Field.NW_TTL, Kind.NUMBER, ANY_IP, 0, "nw_ttl");
    field(Field.NW_FRAG, Kind.FRAG, ANY_IP, 0, "nw_frag", "ip_frag");
    field(Field.TP_SRC, Kind.NUMBER, ANY_IP, ANY_L4, "tp_src");
    field(Field.TP_DST, Kind.NUMBER, ANY_IP, ANY_L4, "tp_dst");
    field(Field.TP_SRC, Kind.NUMBER, ANY_IP, FlowKey.PROTO_TCP, "tcp_src");
    field(Field.TP_DST, Kind.NUMBER, ANY_IP, FlowKey.PROTO_TCP, "tcp_dst");
    field(Field.TP_SRC, Kind.NUMBER, ANY_IP, FlowKey.PROTO_UDP, "udp_src");
    field(Field.TP_DST, Kind.NUMBER, ANY_IP, FlowKey.PROTO_UDP, "udp_dst");
    field(Field.TP_SRC, Kind.NUMBER, ANY_IP, FlowKey.PROTO_SCTP, "sctp_src");
    field(Field.TP_DST, Kind.NUMBER, ANY_IP, FlowKey.PROTO_SCTP, "sctp_dst");
    field(Field.TCP_FLAGS, Kind.TCP_FLAGS, ANY_IP, FlowKey.PROTO_TCP, "tcp_flags");
    field(Field.TP_SRC, Kind.NUMBER, ANY_IP, ANY_ICMP, "icmp_type");
    field(Field.TP_DST, Kind.NUMBER, ANY_IP, ANY_ICMP, "icmp_code");
    field(Field.TP_SRC, Kind.NUMBER, FlowKey.TYPE_IPV6, FlowKey.PROTO_ICMPV6, "icmpv6_type");
    field(Field.TP_DST, Kind.NUMBER, FlowKey.TYPE_IPV6, FlowKey.PROTO_ICMPV6, "icmpv6_code");
    field(Field.NW_PROTO, Kind.NUMBER, ANY_ARP, 0, "arp_op");
    field(Field.NW_SRC, Kind.IPV4, ANY_ARP, 0, "arp_spa");
    field(Field.NW_DST, Kind.IPV4, ANY_ARP, 0, "arp_tpa");
    field(Field.ARP_SHA, Kind.MAC, ANY_ARP, 0, "arp_sha");
    field(Field.ARP_THA, Kind.MAC, ANY_ARP, 0, "arp_tha");
    field(Field.IPV6_SRC, Kind.IPV6, FlowKey.TYPE_IPV6, 0, "ipv6_src");
    field(Field.IPV6_DST, Kind.IPV6, FlowKey.TYPE_IPV6, 0, "ipv6_dst");
    field(Field.IPV6_LABEL, Kind.NUMBER, FlowKey.TYPE_IPV6, 0, "ipv6_label");
    field(Field.ND_TARGET, Kind.IPV6, FlowKey.TYPE_IPV6, FlowKey.PROTO_ICMPV6, "nd_target");
    field(Field.ARP_SHA, Kind.MAC, FlowKey.TYPE_IPV6, FlowKey.PROTO_ICMPV6, "nd_sll");
    field(Field.ARP_THA, Kind.MAC, FlowKey.TYPE_IPV6, FlowKey.PROTO_ICMPV6, "nd_tll");
    field(Field.MPLS_LABEL, Kind.NUMBER, ANY_MPLS, 0, "mpls_label");
    field(Field.MPLS_TC, Kind.NUMBER, ANY_MPLS, 0, "mpls_tc");
    field(Field.MPLS_BOS, Kind.NUMBER, ANY_MPLS, 0, "mpls_bos");
    field(Field.MPLS_TTL, Kind.NUMBER, ANY_MPLS, 0, "mpls_ttl");
    field(Field.TUN_ID, Kind.BITS, 0, 0, "tun_id", "tunnel_id");
    field(Field.CT_STATE, Kind.CT_STATE, 0, 0, "ct_state");
    field(Field.CT_ZONE, Kind.NUMBER, 0, 0, "ct_zone");
    field(Field.CONJ_ID, Kind.NUMBER, 0, 0, "conj_id");
    field(Field.ACTSET_OUTPUT, Kind.PORT, 0, 0, "actset_output");
    for (Field f : Field.values()) {
      boolean bits =
          switch (f) {
            case METADATA, PKT_MARK, CT_MARK, CT_LABEL -> true;
            default -> f.isRegister();
          };
      if (bits) {
        field(f, Kind.BITS, 0, 0, f.label);
      }
    }
  }

  private static void type(String name, int dlType, int proto) {
    TYPES.put(name, new Type(dlType, proto));
  }

  private static void field(Field f, Kind kind, int dlType, int proto, String... names) {
    for (String name : names) {
      FIELDS.put(name, new FieldSyntax(f, kind, dlType, proto));
    }
  }

  /** The field as actions mean it: some lie where others do, but are not the same to set. */
  Field settable() {
    if (dlType == ANY_ARP) {
      return switch (field) {
        case NW_SRC -> Field.ARP_SPA;
        case NW_DST -> Field.ARP_TPA;
        case NW_PROTO -> Field.ARP_OP;
        default -> field;
      };
    }
    return switch (kind) {
      case VLAN, VLAN_VID -> Field.VLAN_VID;
      case VLAN_PCP -> Field.VLAN_PCP;
      case DSCP -> Field.IP_DSCP;
      case ECN -> Field.NW_ECN;
      case MAC -> dlType == FlowKey.TYPE_IPV6 ? neighbour() : field;
      default -> isIcmp() ? icmp() : field;
    };
  }

  private Field icmp() {
    boolean type = field == Field.TP_SRC;
    return dlType == FlowKey.TYPE_IPV6
        ? type ? Field.ICMPV6_TYPE : Field.ICMPV6_CODE
        : type ? Field.ICMP_TYPE : Field.ICMP_CODE;
  }

  private Field neighbour() {
    return field == Field.ARP_SHA ? Field.ND_SLL : Field.ND_TLL;
  }

  /** The name that a field has in a match or in set_field. */
  static String nameOf(Field f) {
    return f.label;
  }

  /** A value in the words of its field; a part of a field is a plain number. */
  static String valueText(Field f, long hi, long lo, boolean whole) {
    if (whole) {
      switch (f) {
        case DL_SRC, DL_DST, ARP_SHA, ARP_THA, ND_SLL, ND_TLL -> {
          return MatchWriter.mac(lo);
        }
        case NW_SRC, NW_DST, ARP_SPA, ARP_TPA -> {
          return MatchWriter.ipv4(lo);
        }
        case IPV6_SRC, IPV6_DST, ND_TARGET -> {
          return MatchWriter.ipv6(hi, lo);
        }
        case NW_TTL, ARP_OP, NW_PROTO, IP_DSCP, NW_TOS, NW_ECN, VLAN_PCP -> {
          return Long.toString(lo);
        }
        default -> {}
      }
    }
    return FlowFormatter.hex(hi, lo);
  }

  /** In hex, but for 0, as C's %#x. */
  static String hex(long v) {
    return v == 0 ? "0" : "0x" + Long.toHexString(v);
  }

  boolean dlTypeFits(int type) {
    return switch (dlType) {
      case 0 -> true;
      case ANY_IP -> FlowKey.isIp(type);
      case ANY_MPLS -> FlowKey.isMpls(type);
      case ANY_ARP -> type == FlowKey.TYPE_ARP || type == FlowKey.TYPE_RARP;
      case IPV4_OR_ARP ->
          type == FlowKey.TYPE_IPV4 || type == FlowKey.TYPE_ARP || type == FlowKey.TYPE_RARP;
      default -> type == dlType;
    };
  }

  boolean protoFits(int p) {
    boolean ports = p == FlowKey.PROTO_TCP || p == FlowKey.PROTO_UDP || p == FlowKey.PROTO_SCTP;
    return switch (proto) {
      case 0 -> true;
      case ANY_PORTS -> ports;
      case ANY_L4 -> ports || p == FlowKey.PROTO_ICMP || p == FlowKey.PROTO_ICMPV6;
      case ANY_ICMP -> p == FlowKey.PROTO_ICMP || p == FlowKey.PROTO_ICMPV6;
      default -> p == proto;
    };
  }

  /** Whether the field is ICMP's type or code, which share their place with ports. */
  boolean isIcmp() {
    return proto == ANY_ICMP
        || proto == FlowKey.PROTO_ICMP
        || proto == FlowKey.PROTO_ICMPV6 && kind == Kind.NUMBER;
  }

  /** What to write in front of a field that lacks its prerequisite. */
  String hint() {
    return switch (proto) {
      case FlowKey.PROTO_TCP -> "tcp or tcp6";
      case FlowKey.PROTO_UDP -> "udp or udp6";
      case FlowKey.PROTO_SCTP -> "sctp or sctp6";
      case FlowKey.PROTO_ICMP -> "icmp";
      case ANY_ICMP -> "icmp or icmp6";
      case FlowKey.PROTO_ICMPV6 -> "icmp6";
      case ANY_PORTS, ANY_L4 -> "tcp, udp or their like";
      default ->
          switch (dlType) {
            case ANY_ARP -> "arp";
            case ANY_MPLS -> "mpls";
            case ANY_IP -> "ip or ipv6";
            case IPV4_OR_ARP -> "ip or arp";
            case FlowKey.TYPE_IPV6 -> "ipv6";
            default -> "ip";
          };
    };
  }
}
