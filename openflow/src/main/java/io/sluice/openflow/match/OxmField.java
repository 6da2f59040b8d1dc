package io.sluice.openflow.match;

import io.sluice.openflow.wire.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Every match field that is known, one constant for each header it can have on the wire, by the
 * names of the OpenFlow 1.3.5 specification (section 7.2.3.7) and of Open vSwitch (ovs-fields(7)).
 * Two headers with the same {@link #label} are the same field; others can hold parts of one another
 * ({@link Place}).
 */
public enum OxmField {
  NXM_NX_DP_HASH(OxmClass.NXM_1, 35, "dp_hash", 4, 32, Use.MASKED, Prerequisite.NONE),
  NXOXM_ET_DP_HASH(OxmClass.NICIRA, 0, "dp_hash", 4, 32, Use.MASKED, Prerequisite.NONE),
  NXM_NX_RECIRC_ID(OxmClass.NXM_1, 36, "recirc_id", 4, 32, Use.EXACT, Prerequisite.NONE),
  OXM_OF_PACKET_TYPE(OxmClass.BASIC, 44, "packet_type", 4, 32, Use.EXACT, Prerequisite.NONE),
  NXM_NX_CONJ_ID(OxmClass.NXM_1, 37, "conj_id", 4, 32, Use.EXACT, Prerequisite.NONE),
  NXM_NX_TUN_ID(OxmClass.NXM_1, 16, "tun_id", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_TUNNEL_ID(OxmClass.BASIC, 38, "tun_id", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_TUN_IPV4_SRC(OxmClass.NXM_1, 31, "tun_src", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_TUN_IPV4_DST(OxmClass.NXM_1, 32, "tun_dst", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_TUN_IPV6_SRC(
      OxmClass.NXM_1, 109, "tun_ipv6_src", 16, 128, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_TUN_IPV6_DST(
      OxmClass.NXM_1, 110, "tun_ipv6_dst", 16, 128, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_TUN_FLAGS(OxmClass.NXM_1, 104, "tun_flags", 2, 1, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_TUN_GBP_ID(
      OxmClass.NXM_1, 38, "tun_gbp_id", 2, 16, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_TUN_GBP_FLAGS(
      OxmClass.NXM_1, 39, "tun_gbp_flags", 1, 8, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_METADATA(OxmClass.BASIC, 2, "metadata", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_OF_IN_PORT(OxmClass.NXM_0, 0, "in_port", 2, 16, Use.EXACT_SETTABLE, Prerequisite.NONE),
  OXM_OF_IN_PORT(OxmClass.BASIC, 0, "in_port_oxm", 4, 32, Use.EXACT_SETTABLE, Prerequisite.NONE),
  ONFOXM_ET_ACTSET_OUTPUT(OxmClass.ONF, 43, "actset_output", 4, 32, Use.EXACT, Prerequisite.NONE),
  OXM_OF_ACTSET_OUTPUT(OxmClass.BASIC, 43, "actset_output", 4, 32, Use.EXACT, Prerequisite.NONE),
  NXM_NX_PKT_MARK(OxmClass.NXM_1, 33, "pkt_mark", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_CT_STATE(OxmClass.NXM_1, 105, "ct_state", 4, 8, Use.MASKED, Prerequisite.NONE),
  NXM_NX_CT_ZONE(OxmClass.NXM_1, 106, "ct_zone", 2, 16, Use.EXACT, Prerequisite.NONE),
  NXM_NX_CT_MARK(OxmClass.NXM_1, 107, "ct_mark", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_CT_LABEL(OxmClass.NXM_1, 108, "ct_label", 16, 128, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_CT_NW_PROTO(OxmClass.NXM_1, 119, "ct_nw_proto", 1, 8, Use.EXACT, Prerequisite.CT),
  NXM_NX_CT_NW_SRC(OxmClass.NXM_1, 120, "ct_nw_src", 4, 32, Use.MASKED, Prerequisite.CT),
  NXM_NX_CT_NW_DST(OxmClass.NXM_1, 121, "ct_nw_dst", 4, 32, Use.MASKED, Prerequisite.CT),
  NXM_NX_CT_IPV6_SRC(OxmClass.NXM_1, 122, "ct_ipv6_src", 16, 128, Use.MASKED, Prerequisite.CT),
  NXM_NX_CT_IPV6_DST(OxmClass.NXM_1, 123, "ct_ipv6_dst", 16, 128, Use.MASKED, Prerequisite.CT),
  NXM_NX_CT_TP_SRC(OxmClass.NXM_1, 124, "ct_tp_src", 2, 16, Use.MASKED, Prerequisite.CT),
  NXM_NX_CT_TP_DST(OxmClass.NXM_1, 125, "ct_tp_dst", 2, 16, Use.MASKED, Prerequisite.CT),
  NXM_NX_REG0(OxmClass.NXM_1, 0, "reg0", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG1(OxmClass.NXM_1, 1, "reg1", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG2(OxmClass.NXM_1, 2, "reg2", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG3(OxmClass.NXM_1, 3, "reg3", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG4(OxmClass.NXM_1, 4, "reg4", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG5(OxmClass.NXM_1, 5, "reg5", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG6(OxmClass.NXM_1, 6, "reg6", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG7(OxmClass.NXM_1, 7, "reg7", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG8(OxmClass.NXM_1, 8, "reg8", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG9(OxmClass.NXM_1, 9, "reg9", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG10(OxmClass.NXM_1, 10, "reg10", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG11(OxmClass.NXM_1, 11, "reg11", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG12(OxmClass.NXM_1, 12, "reg12", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG13(OxmClass.NXM_1, 13, "reg13", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG14(OxmClass.NXM_1, 14, "reg14", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_REG15(OxmClass.NXM_1, 15, "reg15", 4, 32, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_PKT_REG0(
      OxmClass.PACKET_REGISTERS, 0, "xreg0", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_PKT_REG1(
      OxmClass.PACKET_REGISTERS, 1, "xreg1", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_PKT_REG2(
      OxmClass.PACKET_REGISTERS, 2, "xreg2", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_PKT_REG3(
      OxmClass.PACKET_REGISTERS, 3, "xreg3", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_PKT_REG4(
      OxmClass.PACKET_REGISTERS, 4, "xreg4", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_PKT_REG5(
      OxmClass.PACKET_REGISTERS, 5, "xreg5", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_PKT_REG6(
      OxmClass.PACKET_REGISTERS, 6, "xreg6", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  OXM_OF_PKT_REG7(
      OxmClass.PACKET_REGISTERS, 7, "xreg7", 8, 64, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_XXREG0(OxmClass.NXM_1, 111, "xxreg0", 16, 128, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_XXREG1(OxmClass.NXM_1, 112, "xxreg1", 16, 128, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_XXREG2(OxmClass.NXM_1, 113, "xxreg2", 16, 128, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_NX_XXREG3(OxmClass.NXM_1, 114, "xxreg3", 16, 128, Use.MASKED_SETTABLE, Prerequisite.NONE),
  NXM_OF_ETH_SRC(OxmClass.NXM_0, 2, "eth_src", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ETHERNET),
  OXM_OF_ETH_SRC(OxmClass.BASIC, 4, "eth_src", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ETHERNET),
  NXM_OF_ETH_DST(OxmClass.NXM_0, 1, "eth_dst", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ETHERNET),
  OXM_OF_ETH_DST(OxmClass.BASIC, 3, "eth_dst", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ETHERNET),
  NXM_OF_ETH_TYPE(OxmClass.NXM_0, 3, "eth_type", 2, 16, Use.EXACT, Prerequisite.ETHERNET),
  OXM_OF_ETH_TYPE(OxmClass.BASIC, 5, "eth_type", 2, 16, Use.EXACT, Prerequisite.ETHERNET),
  NXM_OF_VLAN_TCI(OxmClass.NXM_0, 4, "vlan_tci", 2, 16, Use.MASKED_SETTABLE, Prerequisite.ETHERNET),
  OXM_OF_VLAN_VID(OxmClass.BASIC, 6, "vlan_vid", 2, 13, Use.MASKED_SETTABLE, Prerequisite.ETHERNET),
  OXM_OF_VLAN_PCP(OxmClass.BASIC, 7, "vlan_pcp", 1, 3, Use.EXACT_SETTABLE, Prerequisite.VLAN),
  OXM_OF_MPLS_LABEL(OxmClass.BASIC, 34, "mpls_label", 4, 20, Use.EXACT_SETTABLE, Prerequisite.MPLS),
  OXM_OF_MPLS_TC(OxmClass.BASIC, 35, "mpls_tc", 1, 3, Use.EXACT_SETTABLE, Prerequisite.MPLS),
  OXM_OF_MPLS_BOS(OxmClass.BASIC, 36, "mpls_bos", 1, 1, Use.EXACT, Prerequisite.MPLS),
  NXM_NX_MPLS_TTL(OxmClass.NXM_1, 30, "mpls_ttl", 1, 8, Use.EXACT_SETTABLE, Prerequisite.MPLS),
  NXM_OF_IP_SRC(OxmClass.NXM_0, 7, "ip_src", 4, 32, Use.MASKED_SETTABLE, Prerequisite.IPV4),
  OXM_OF_IPV4_SRC(OxmClass.BASIC, 11, "ip_src", 4, 32, Use.MASKED_SETTABLE, Prerequisite.IPV4),
  NXM_OF_IP_DST(OxmClass.NXM_0, 8, "ip_dst", 4, 32, Use.MASKED_SETTABLE, Prerequisite.IPV4),
  OXM_OF_IPV4_DST(OxmClass.BASIC, 12, "ip_dst", 4, 32, Use.MASKED_SETTABLE, Prerequisite.IPV4),
  NXM_NX_IPV6_SRC(OxmClass.NXM_1, 19, "ipv6_src", 16, 128, Use.MASKED_SETTABLE, Prerequisite.IPV6),
  OXM_OF_IPV6_SRC(OxmClass.BASIC, 26, "ipv6_src", 16, 128, Use.MASKED_SETTABLE, Prerequisite.IPV6),
  NXM_NX_IPV6_DST(OxmClass.NXM_1, 20, "ipv6_dst", 16, 128, Use.MASKED_SETTABLE, Prerequisite.IPV6),
  OXM_OF_IPV6_DST(OxmClass.BASIC, 27, "ipv6_dst", 16, 128, Use.MASKED_SETTABLE, Prerequisite.IPV6),
  NXM_NX_IPV6_LABEL(
      OxmClass.NXM_1, 27, "ipv6_label", 4, 20, Use.MASKED_SETTABLE, Prerequisite.IPV6),
  OXM_OF_IPV6_FLABEL(
      OxmClass.BASIC, 28, "ipv6_label", 4, 20, Use.MASKED_SETTABLE, Prerequisite.IPV6),
  NXM_OF_IP_PROTO(OxmClass.NXM_0, 6, "nw_proto", 1, 8, Use.EXACT, Prerequisite.IP),
  OXM_OF_IP_PROTO(OxmClass.BASIC, 10, "nw_proto", 1, 8, Use.EXACT, Prerequisite.IP),
  NXM_OF_IP_TOS(OxmClass.NXM_0, 5, "nw_tos", 1, 8, Use.EXACT_SETTABLE, Prerequisite.IP),
  OXM_OF_IP_DSCP(OxmClass.BASIC, 8, "ip_dscp", 1, 6, Use.EXACT_SETTABLE, Prerequisite.IP),
  NXM_NX_IP_ECN(OxmClass.NXM_1, 28, "nw_ecn", 1, 2, Use.EXACT_SETTABLE, Prerequisite.IP),
  OXM_OF_IP_ECN(OxmClass.BASIC, 9, "nw_ecn", 1, 2, Use.EXACT_SETTABLE, Prerequisite.IP),
  NXM_NX_IP_TTL(OxmClass.NXM_1, 29, "nw_ttl", 1, 8, Use.EXACT_SETTABLE, Prerequisite.IP),
  NXM_NX_IP_FRAG(OxmClass.NXM_1, 26, "ip_frag", 1, 2, Use.MASKED, Prerequisite.IP),
  NXM_OF_ARP_OP(OxmClass.NXM_0, 15, "arp_op", 2, 16, Use.EXACT_SETTABLE, Prerequisite.ARP),
  OXM_OF_ARP_OP(OxmClass.BASIC, 21, "arp_op", 2, 16, Use.EXACT_SETTABLE, Prerequisite.ARP),
  NXM_OF_ARP_SPA(OxmClass.NXM_0, 16, "arp_spa", 4, 32, Use.MASKED_SETTABLE, Prerequisite.ARP),
  OXM_OF_ARP_SPA(OxmClass.BASIC, 22, "arp_spa", 4, 32, Use.MASKED_SETTABLE, Prerequisite.ARP),
  NXM_OF_ARP_TPA(OxmClass.NXM_0, 17, "arp_tpa", 4, 32, Use.MASKED_SETTABLE, Prerequisite.ARP),
  OXM_OF_ARP_TPA(OxmClass.BASIC, 23, "arp_tpa", 4, 32, Use.MASKED_SETTABLE, Prerequisite.ARP),
  NXM_NX_ARP_SHA(OxmClass.NXM_1, 17, "arp_sha", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ARP),
  OXM_OF_ARP_SHA(OxmClass.BASIC, 24, "arp_sha", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ARP),
  NXM_NX_ARP_THA(OxmClass.NXM_1, 18, "arp_tha", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ARP),
  OXM_OF_ARP_THA(OxmClass.BASIC, 25, "arp_tha", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ARP),
  NXM_OF_TCP_SRC(OxmClass.NXM_0, 9, "tcp_src", 2, 16, Use.MASKED_SETTABLE, Prerequisite.TCP),
  OXM_OF_TCP_SRC(OxmClass.BASIC, 13, "tcp_src", 2, 16, Use.MASKED_SETTABLE, Prerequisite.TCP),
  NXM_OF_TCP_DST(OxmClass.NXM_0, 10, "tcp_dst", 2, 16, Use.MASKED_SETTABLE, Prerequisite.TCP),
  OXM_OF_TCP_DST(OxmClass.BASIC, 14, "tcp_dst", 2, 16, Use.MASKED_SETTABLE, Prerequisite.TCP),
  NXM_NX_TCP_FLAGS(OxmClass.NXM_1, 34, "tcp_flags", 2, 12, Use.MASKED, Prerequisite.TCP),
  ONFOXM_ET_TCP_FLAGS(OxmClass.ONF, 42, "tcp_flags", 2, 12, Use.MASKED, Prerequisite.TCP),
  OXM_OF_TCP_FLAGS(OxmClass.BASIC, 42, "tcp_flags", 2, 12, Use.MASKED, Prerequisite.TCP),
  NXM_OF_UDP_SRC(OxmClass.NXM_0, 11, "udp_src", 2, 16, Use.MASKED_SETTABLE, Prerequisite.UDP),
  OXM_OF_UDP_SRC(OxmClass.BASIC, 15, "udp_src", 2, 16, Use.MASKED_SETTABLE, Prerequisite.UDP),
  NXM_OF_UDP_DST(OxmClass.NXM_0, 12, "udp_dst", 2, 16, Use.MASKED_SETTABLE, Prerequisite.UDP),
  OXM_OF_UDP_DST(OxmClass.BASIC, 16, "udp_dst", 2, 16, Use.MASKED_SETTABLE, Prerequisite.UDP),
  OXM_OF_SCTP_SRC(OxmClass.BASIC, 17, "sctp_src", 2, 16, Use.MASKED_SETTABLE, Prerequisite.SCTP),
  OXM_OF_SCTP_DST(OxmClass.BASIC, 18, "sctp_dst", 2, 16, Use.MASKED_SETTABLE, Prerequisite.SCTP),
  NXM_OF_ICMP_TYPE(OxmClass.NXM_0, 13, "icmp_type", 1, 8, Use.EXACT_SETTABLE, Prerequisite.ICMPV4),
  OXM_OF_ICMPV4_TYPE(
      OxmClass.BASIC, 19, "icmp_type", 1, 8, Use.EXACT_SETTABLE, Prerequisite.ICMPV4),
  NXM_OF_ICMP_CODE(OxmClass.NXM_0, 14, "icmp_code", 1, 8, Use.EXACT_SETTABLE, Prerequisite.ICMPV4),
  OXM_OF_ICMPV4_CODE(
      OxmClass.BASIC, 20, "icmp_code", 1, 8, Use.EXACT_SETTABLE, Prerequisite.ICMPV4),
  NXM_NX_ICMPV6_TYPE(
      OxmClass.NXM_1, 21, "icmpv6_type", 1, 8, Use.EXACT_SETTABLE, Prerequisite.ICMPV6),
  OXM_OF_ICMPV6_TYPE(
      OxmClass.BASIC, 29, "icmpv6_type", 1, 8, Use.EXACT_SETTABLE, Prerequisite.ICMPV6),
  NXM_NX_ICMPV6_CODE(
      OxmClass.NXM_1, 22, "icmpv6_code", 1, 8, Use.EXACT_SETTABLE, Prerequisite.ICMPV6),
  OXM_OF_ICMPV6_CODE(
      OxmClass.BASIC, 30, "icmpv6_code", 1, 8, Use.EXACT_SETTABLE, Prerequisite.ICMPV6),
  NXM_NX_ND_TARGET(OxmClass.NXM_1, 23, "nd_target", 16, 128, Use.MASKED_SETTABLE, Prerequisite.ND),
  OXM_OF_IPV6_ND_TARGET(
      OxmClass.BASIC, 31, "nd_target", 16, 128, Use.MASKED_SETTABLE, Prerequisite.ND),
  NXM_NX_ND_SLL(OxmClass.NXM_1, 24, "nd_sll", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ND_SOLICIT),
  OXM_OF_IPV6_ND_SLL(
      OxmClass.BASIC, 32, "nd_sll", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ND_SOLICIT),
  NXM_NX_ND_TLL(OxmClass.NXM_1, 25, "nd_tll", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ND_ADVERT),
  OXM_OF_IPV6_ND_TLL(
      OxmClass.BASIC, 33, "nd_tll", 6, 48, Use.MASKED_SETTABLE, Prerequisite.ND_ADVERT),
  NXM_NX_COOKIE(OxmClass.NXM_1, 30, "cookie", 8, 64, Use.MASKED, Prerequisite.NONE);

  /** What may be done with a field. */
  private enum Use {
    EXACT,
    MASKED,
    EXACT_SETTABLE,
    MASKED_SETTABLE
  }

  private static final Map<Long, OxmField> BY_ID = new HashMap<>();

  static {
    for (OxmField field : values()) {
      if (field != NXM_NX_COOKIE) {
        // The cookie shares its number with the TTL of MPLS, and is told by its length.
        BY_ID.put(id(field.oxmClass.number, field.number, field.oxmClass.experimenter), field);
      }
    }
  }

  public final OxmClass oxmClass;
  public final int number;

  /** The field's name in flow syntax. */
  public final String label;

  /** How many bytes a value has. */
  public final int size;

  /** How many bits, the lowest, of a value can be set. */
  public final int bits;

  public final boolean maskable;

  /** Whether actions may write it. */
  public final boolean settable;

  public final Prerequisite prerequisite;

  final Place place;

  OxmField(
      OxmClass oxmClass,
      int number,
      String label,
      int size,
      int bits,
      Use use,
      Prerequisite prerequisite) {
    this.oxmClass = oxmClass;
    this.number = number;
    this.label = label;
    this.size = size;
    this.bits = bits;
    this.maskable = use == Use.MASKED || use == Use.MASKED_SETTABLE;
    this.settable = use == Use.EXACT_SETTABLE || use == Use.MASKED_SETTABLE;
    this.prerequisite = prerequisite;
    this.place = Place.of(label, bits);
  }

  /** Whether a value has no bit that the field has not. */
  public boolean fits(Bytes value) {
    return value.length() == size
        && (bits == 8 * size || size <= 8 && value.toLong() >>> bits == 0);
  }

  /** The field of a header, or null. */
  static OxmField of(OxmHeader header) {
    OxmField field = BY_ID.get(id(header.oxmClass(), header.number(), header.experimenter()));
    return field == NXM_NX_MPLS_TTL && header.size() >= NXM_NX_COOKIE.size ? NXM_NX_COOKIE : field;
  }

  private static long id(int oxmClass, int number, long experimenter) {
    return experimenter << 32 | (long) oxmClass << 16 | number;
  }
}
