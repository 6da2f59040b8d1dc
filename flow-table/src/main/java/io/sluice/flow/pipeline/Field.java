package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A field that can be matched, read or set: where it lies in a {@link PipelineKey} ({@code word},
 * {@code shift}, {@code bits}), its name in flow syntax and its name as a part of an action, as
 * ovs-fields(7) has them. A field of 128 bits lies in {@code word} (high half) and {@code word +
 * 1}.
 */
public enum Field {
  IN_PORT("in_port", "NXM_OF_IN_PORT", 0, 48, 16),
  DL_TYPE("dl_type", "NXM_OF_ETH_TYPE", 0, 32, 16),
  VLAN_TCI("vlan_tci", "NXM_OF_VLAN_TCI", 0, 16, 16),
  NW_FRAG("nw_frag", "NXM_NX_IP_FRAG", 0, 8, 8),
  NW_PROTO("nw_proto", "NXM_OF_IP_PROTO", 0, 0, 8),
  DL_DST("dl_dst", "NXM_OF_ETH_DST", 1, 16, 48),
  DL_SRC("dl_src", "NXM_OF_ETH_SRC", 2, 16, 48),
  NW_TOS("nw_tos", "NXM_OF_IP_TOS", 2, 8, 8),
  NW_TTL("nw_ttl", "NXM_NX_IP_TTL", 2, 0, 8),
  NW_SRC("nw_src", "NXM_OF_IP_SRC", 3, 32, 32),
  NW_DST("nw_dst", "NXM_OF_IP_DST", 3, 0, 32),
  TP_SRC("tp_src", "NXM_OF_TCP_SRC", 4, 48, 16),
  TP_DST("tp_dst", "NXM_OF_TCP_DST", 4, 32, 16),
  TCP_FLAGS("tcp_flags", "NXM_NX_TCP_FLAGS", 4, 16, 16),
  IPV6_SRC("ipv6_src", "NXM_NX_IPV6_SRC", 5, 0, 128),
  IPV6_DST("ipv6_dst", "NXM_NX_IPV6_DST", 7, 0, 128),
  ND_TARGET("nd_target", "NXM_NX_ND_TARGET", 9, 0, 128),
  ARP_SHA("arp_sha", "NXM_NX_ARP_SHA", 11, 16, 48),
  ARP_THA("arp_tha", "NXM_NX_ARP_THA", 12, 16, 48),
  IPV6_LABEL("ipv6_label", "NXM_NX_IPV6_LABEL", 13, 0, 20),

  // Parts of the above, or other names of the same place in other packets.
  ARP_SPA("arp_spa", "NXM_OF_ARP_SPA", 3, 32, 32),
  ARP_TPA("arp_tpa", "NXM_OF_ARP_TPA", 3, 0, 32),
  ARP_OP("arp_op", "NXM_OF_ARP_OP", 0, 0, 8),
  VLAN_VID("vlan_vid", "OXM_OF_VLAN_VID", 0, 16, 13),
  VLAN_PCP("vlan_pcp", "OXM_OF_VLAN_PCP", 0, 29, 3),
  IP_DSCP("ip_dscp", "OXM_OF_IP_DSCP", 2, 10, 6),
  NW_ECN("nw_ecn", "NXM_NX_IP_ECN", 2, 8, 2),
  ICMP_TYPE("icmp_type", "NXM_OF_ICMP_TYPE", 4, 48, 8),
  ICMP_CODE("icmp_code", "NXM_OF_ICMP_CODE", 4, 32, 8),
  ICMPV6_TYPE("icmpv6_type", "NXM_NX_ICMPV6_TYPE", 4, 48, 8),
  ICMPV6_CODE("icmpv6_code", "NXM_NX_ICMPV6_CODE", 4, 32, 8),
  ND_SLL("nd_sll", "NXM_NX_ND_SLL", 11, 16, 48),
  ND_TLL("nd_tll", "NXM_NX_ND_TLL", 12, 16, 48),
  MPLS_LABEL("mpls_label", "OXM_OF_MPLS_LABEL", 13, 44, 20),
  MPLS_TC("mpls_tc", "OXM_OF_MPLS_TC", 13, 41, 3),
  MPLS_BOS("mpls_bos", "OXM_OF_MPLS_BOS", 13, 40, 1),
  MPLS_TTL("mpls_ttl", "NXM_NX_MPLS_TTL", 13, 32, 8),

  METADATA("metadata", "OXM_OF_METADATA", PipelineKey.METADATA, 0, 64),
  TUN_ID("tun_id", "NXM_NX_TUN_ID", PipelineKey.TUN_ID, 0, 64),
  PKT_MARK("pkt_mark", "NXM_NX_PKT_MARK", PipelineKey.MARKS, 32, 32),
  CT_MARK("ct_mark", "NXM_NX_CT_MARK", PipelineKey.MARKS, 0, 32),
  REG0("reg0", "NXM_NX_REG0", PipelineKey.REGISTERS, 32, 32),
  REG1("reg1", "NXM_NX_REG1", PipelineKey.REGISTERS, 0, 32),
  REG2("reg2", "NXM_NX_REG2", PipelineKey.REGISTERS + 1, 32, 32),
  REG3("reg3", "NXM_NX_REG3", PipelineKey.REGISTERS + 1, 0, 32),
  REG4("reg4", "NXM_NX_REG4", PipelineKey.REGISTERS + 2, 32, 32),
  REG5("reg5", "NXM_NX_REG5", PipelineKey.REGISTERS + 2, 0, 32),
  REG6("reg6", "NXM_NX_REG6", PipelineKey.REGISTERS + 3, 32, 32),
  REG7("reg7", "NXM_NX_REG7", PipelineKey.REGISTERS + 3, 0, 32),
  REG8("reg8", "NXM_NX_REG8", PipelineKey.REGISTERS + 4, 32, 32),
  REG9("reg9", "NXM_NX_REG9", PipelineKey.REGISTERS + 4, 0, 32),
  REG10("reg10", "NXM_NX_REG10", PipelineKey.REGISTERS + 5, 32, 32),
  REG11("reg11", "NXM_NX_REG11", PipelineKey.REGISTERS + 5, 0, 32),
  REG12("reg12", "NXM_NX_REG12", PipelineKey.REGISTERS + 6, 32, 32),
  REG13("reg13", "NXM_NX_REG13", PipelineKey.REGISTERS + 6, 0, 32),
  REG14("reg14", "NXM_NX_REG14", PipelineKey.REGISTERS + 7, 32, 32),
  REG15("reg15", "NXM_NX_REG15", PipelineKey.REGISTERS + 7, 0, 32),
  XREG0("xreg0", "OXM_OF_PKT_REG0", PipelineKey.REGISTERS, 0, 64),
  XREG1("xreg1", "OXM_OF_PKT_REG1", PipelineKey.REGISTERS + 1, 0, 64),
  XREG2("xreg2", "OXM_OF_PKT_REG2", PipelineKey.REGISTERS + 2, 0, 64),
  XREG3("xreg3", "OXM_OF_PKT_REG3", PipelineKey.REGISTERS + 3, 0, 64),
  XREG4("xreg4", "OXM_OF_PKT_REG4", PipelineKey.REGISTERS + 4, 0, 64),
  XREG5("xreg5", "OXM_OF_PKT_REG5", PipelineKey.REGISTERS + 5, 0, 64),
  XREG6("xreg6", "OXM_OF_PKT_REG6", PipelineKey.REGISTERS + 6, 0, 64),
  XREG7("xreg7", "OXM_OF_PKT_REG7", PipelineKey.REGISTERS + 7, 0, 64),
  XXREG0("xxreg0", "NXM_NX_XXREG0", PipelineKey.REGISTERS, 0, 128),
  XXREG1("xxreg1", "NXM_NX_XXREG1", PipelineKey.REGISTERS + 2, 0, 128),
  XXREG2("xxreg2", "NXM_NX_XXREG2", PipelineKey.REGISTERS + 4, 0, 128),
  XXREG3("xxreg3", "NXM_NX_XXREG3", PipelineKey.REGISTERS + 6, 0, 128),
  CT_STATE("ct_state", "NXM_NX_CT_STATE", PipelineKey.CT, 32, 32),
  CT_ZONE("ct_zone", "NXM_NX_CT_ZONE", PipelineKey.CT, 16, 16),
  CT_LABEL("ct_label", "NXM_NX_CT_LABEL", PipelineKey.CT_LABEL, 0, 128),
  CONJ_ID("conj_id", "NXM_NX_CONJ_ID", PipelineKey.SETS, 32, 32),
  ACTSET_OUTPUT("actset_output", "OXM_OF_ACTSET_OUTPUT", PipelineKey.SETS, 0, 32);

  private static final Map<String, Field> BY_NXM =
      Stream.of(values()).collect(Collectors.toMap(f -> f.nxm, Function.identity()));

  public final String label;

  /** Its name in {@code load}, {@code move} and their like. */
  public final String nxm;

  public final int word;
  public final int shift;
  public final int bits;

  Field(String label, String nxm, int word, int shift, int bits) {
    this.label = label;
    this.nxm = nxm;
    this.word = word;
    this.shift = shift;
    this.bits = bits;
  }

  /** The field of a name such as NXM_NX_REG0, or null. */
  public static Field byNxm(String name) {
    return BY_NXM.get(name);
  }

  /** Register 0 to 15. */
  public static Field register(int n) {
    return values()[REG0.ordinal() + n];
  }

  /** Whether the field takes two words. */
  public boolean wide() {
    return bits == 128;
  }

  /** Whether it is of the packet, not of the pipeline. */
  public boolean ofPacket() {
    return word < FlowKey.WORDS;
  }

  /** Whether it is a register of 32, 64 or 128 bits. */
  public boolean isRegister() {
    return ordinal() >= REG0.ordinal() && ordinal() <= XXREG3.ordinal();
  }

  /** All bits of a narrow field, not shifted; of a wide field: all bits of one half. */
  public long ones() {
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }

  /** All bits of the high half of a wide field; 0 when narrow. */
  public long onesHigh() {
    return wide() ? -1L : 0;
  }

  /** A narrow field's value in a key; of a wide field the low half. */
  public long get(long[] key, int base) {
    return wide() ? key[base + word + 1] : key[base + word] >>> shift & ones();
  }

  /** The high half of a wide field in a key; 0 when narrow. */
  public long getHigh(long[] key, int base) {
    return wide() ? key[base + word] : 0;
  }

  /** Sets a narrow field in a key. */
  public void set(long[] key, int base, long value) {
    key[base + word] = key[base + word] & ~(ones() << shift) | (value & ones()) << shift;
  }

  /** Sets the bits of a mask in a key, in a field of any width. */
  public void set(long[] key, long hi, long lo, long maskHi, long maskLo) {
    if (wide()) {
      key[word] = key[word] & ~maskHi | hi & maskHi;
      key[word + 1] = key[word + 1] & ~maskLo | lo & maskLo;
    } else {
      long m = (maskLo & ones()) << shift;
      key[word] = key[word] & ~m | lo << shift & m;
    }
  }

  /** Adds all of the field's bits to a mask. */
  public void cover(long[] mask) {
    cover(mask, -1L, -1L);
  }

  /** Adds some of the field's bits to a mask. */
  public void cover(long[] mask, long hi, long lo) {
    if (wide()) {
      mask[word] |= hi;
      mask[word + 1] |= lo;
    } else {
      mask[word] |= (lo & ones()) << shift;
    }
  }
}
