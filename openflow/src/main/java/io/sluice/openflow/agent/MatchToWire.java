package io.sluice.openflow.agent;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.Match;
import io.sluice.openflow.match.Match10;
import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Matches of the tables as the wire has them: what a field needs comes before it. */
final class MatchToWire {
  private final Match match;
  private final boolean oxm;
  private final List<MatchField> fields = new ArrayList<>();
  private final int type;
  private final int protocol;

  private MatchToWire(Match match, boolean oxm) {
    this.match = match;
    this.oxm = oxm;
    this.type = match.isExact(Field.DL_TYPE) ? (int) match.value(Field.DL_TYPE) : -1;
    this.protocol = match.isExact(Field.NW_PROTO) ? (int) match.value(Field.NW_PROTO) : -1;
  }

  /**
   * @param oxm version 1.3's headers; else Nicira's
   */
  static OxmMatch write(Match match, boolean oxm) {
    return new MatchToWire(match, oxm).write();
  }

  /** Version 1.0's, which has no masks but prefixes: what it cannot say is left out. */
  static Match10 write10(Match match) {
    long wild = Match10.ALL & ~(0x3f << Match10.NW_SRC_SHIFT | 0x3f << Match10.NW_DST_SHIFT);
    wild &= exact(match, Field.IN_PORT) ? ~Match10.IN_PORT : -1L;
    wild &= exact(match, Field.DL_SRC) ? ~Match10.DL_SRC : -1L;
    wild &= exact(match, Field.DL_DST) ? ~Match10.DL_DST : -1L;
    wild &= exact(match, Field.DL_TYPE) ? ~Match10.DL_TYPE : -1L;
    wild &= exact(match, Field.NW_PROTO) ? ~Match10.NW_PROTO : -1L;
    wild &= exact(match, Field.TP_SRC) ? ~Match10.TP_SRC : -1L;
    wild &= exact(match, Field.TP_DST) ? ~Match10.TP_DST : -1L;
    wild &= (match.mask(Field.NW_TOS) & 0xfc) == 0xfc ? ~Match10.NW_TOS : -1L;
    wild |= (long) (32 - Long.bitCount(match.mask(Field.NW_SRC))) << Match10.NW_SRC_SHIFT;
    wild |= (long) (32 - Long.bitCount(match.mask(Field.NW_DST))) << Match10.NW_DST_SHIFT;
    long mask = match.mask(Field.VLAN_TCI);
    long tci = match.value(Field.VLAN_TCI);
    boolean none = (mask & 0x1000) != 0 && (tci & 0x1000) == 0;
    wild &= none || (mask & 0xfff) == 0xfff ? ~Match10.DL_VLAN : -1L;
    wild &= !none && (mask & 0xe000) == 0xe000 ? ~Match10.DL_VLAN_PCP : -1L;
    return new Match10(
        wild,
        PortNumbers.toWire((int) match.value(Field.IN_PORT)),
        match.value(Field.DL_SRC),
        match.value(Field.DL_DST),
        none ? Match10.VLAN_NONE : (int) tci & 0xfff,
        (int) tci >>> 13,
        (int) match.value(Field.DL_TYPE),
        (int) match.value(Field.NW_TOS) & 0xfc,
        (int) match.value(Field.NW_PROTO),
        match.value(Field.NW_SRC),
        match.value(Field.NW_DST),
        (int) match.value(Field.TP_SRC),
        (int) match.value(Field.TP_DST));
  }

  private static boolean exact(Match match, Field field) {
    return match.isExact(field);
  }

  private OxmMatch write() {
    if (match.uses(Field.IN_PORT)) {
      int port = (int) match.value(Field.IN_PORT);
      fields.add(
          oxm
              ? MatchField.of(OxmField.OXM_OF_IN_PORT, PortNumbers.toWire(port))
              : MatchField.of(OxmField.NXM_OF_IN_PORT, port));
    }
    put("eth_dst", Field.DL_DST);
    put("eth_src", Field.DL_SRC);
    put("eth_type", Field.DL_TYPE);
    vlan();
    if (FlowKey.isMpls(type)) {
      put("mpls_label", Field.MPLS_LABEL);
      put("mpls_tc", Field.MPLS_TC);
      put("mpls_bos", Field.MPLS_BOS);
      put("mpls_ttl", Field.MPLS_TTL);
    } else if (type == FlowKey.TYPE_ARP || type == FlowKey.TYPE_RARP) {
      put("arp_op", Field.NW_PROTO);
      put("arp_spa", Field.NW_SRC);
      put("arp_tpa", Field.NW_DST);
      put("arp_sha", Field.ARP_SHA);
      put("arp_tha", Field.ARP_THA);
    } else if (FlowKey.isIp(type)) {
      network();
      transport();
    }
    pipeline();
    return new OxmMatch(List.copyOf(fields));
  }

  private void vlan() {
    long mask = match.mask(Field.VLAN_TCI);
    if (mask == 0) {
      return;
    }
    long tci = match.value(Field.VLAN_TCI);
    if (!oxm) {
      put("vlan_tci", Field.VLAN_TCI);
      return;
    }
    if ((mask & 0x1fff) != 0) {
      put(OxmField.OXM_OF_VLAN_VID, tci & 0x1fff, mask & 0x1fff);
    }
    if ((mask & 0xe000) == 0xe000 && (tci & FlowKey.VLAN_PRESENT) != 0) {
      put(OxmField.OXM_OF_VLAN_PCP, tci >>> 13, 7);
    }
  }

  private void network() {
    put("ip_src", Field.NW_SRC);
    put("ip_dst", Field.NW_DST);
    put("ipv6_src", Field.IPV6_SRC);
    put("ipv6_dst", Field.IPV6_DST);
    put("ipv6_label", Field.IPV6_LABEL);
    long tos = match.mask(Field.NW_TOS);
    if ((tos & 0xfc) == 0xfc) {
      long dscp = match.value(Field.NW_TOS) & 0xfc;
      fields.add(
          oxm
              ? MatchField.of(OxmField.OXM_OF_IP_DSCP, dscp >>> 2)
              : MatchField.of(OxmField.NXM_OF_IP_TOS, dscp));
    }
    if ((tos & 3) == 3) {
      fields.add(MatchField.of(Fields.header("nw_ecn", oxm), match.value(Field.NW_TOS) & 3));
    }
    put("nw_ttl", Field.NW_TTL);
    if (match.uses(Field.NW_FRAG)) {
      put(OxmField.NXM_NX_IP_FRAG, match.value(Field.NW_FRAG) & 3, match.mask(Field.NW_FRAG) & 3);
    }
    put("nw_proto", Field.NW_PROTO);
  }

  private void transport() {
    String name =
        switch (protocol) {
          case FlowKey.PROTO_TCP -> "tcp";
          case FlowKey.PROTO_UDP -> "udp";
          case FlowKey.PROTO_SCTP -> "sctp";
          case FlowKey.PROTO_ICMP -> "icmp";
          case FlowKey.PROTO_ICMPV6 -> "icmpv6";
          default -> null;
        };
    if (name == null) {
      return;
    }
    boolean icmp = name.startsWith("icmp");
    put(name + (icmp ? "_type" : "_src"), Field.TP_SRC);
    put(name + (icmp ? "_code" : "_dst"), Field.TP_DST);
    if (protocol == FlowKey.PROTO_TCP && match.uses(Field.TCP_FLAGS)) {
      put(
          oxm ? OxmField.ONFOXM_ET_TCP_FLAGS : OxmField.NXM_NX_TCP_FLAGS,
          match.value(Field.TCP_FLAGS),
          match.mask(Field.TCP_FLAGS));
    }
    if (name.equals("icmpv6")) {
      put("nd_target", Field.ND_TARGET);
      put("nd_sll", Field.ARP_SHA);
      put("nd_tll", Field.ARP_THA);
    }
  }

  private void pipeline() {
    put("metadata", Field.METADATA);
    put("tun_id", Field.TUN_ID);
    put("pkt_mark", Field.PKT_MARK);
    if (match.uses(Field.CT_STATE)) {
      // 8 bits in 32: never all of them, so that there is a mask always.
      put(OxmField.NXM_NX_CT_STATE, 32, match.value(Field.CT_STATE), match.mask(Field.CT_STATE));
    }
    put("ct_zone", Field.CT_ZONE);
    put("ct_mark", Field.CT_MARK);
    put("ct_label", Field.CT_LABEL);
    put("conj_id", Field.CONJ_ID);
    for (int i = 0; i < 16; i++) {
      put("reg" + i, Field.register(i));
    }
    if (match.uses(Field.ACTSET_OUTPUT)) {
      fields.add(MatchField.of(OxmField.ONFOXM_ET_ACTSET_OUTPUT, match.value(Field.ACTSET_OUTPUT)));
    }
  }

  private void put(String label, Field field) {
    if (!match.uses(field)) {
      return;
    }
    OxmField header = Fields.header(label, oxm);
    if (field.wide()) {
      Bytes mask =
          Bytes.ofNumber(match.mask(field.word), 8)
              .plus(Bytes.ofNumber(match.mask(field.word + 1), 8));
      Bytes value =
          Bytes.ofNumber(match.value(field.word), 8)
              .plus(Bytes.ofNumber(match.value(field.word + 1), 8));
      fields.add(new MatchField(header, value, mask.isOnes() ? null : mask));
    } else {
      put(header, Math.min(header.bits, field.bits), match.value(field), match.mask(field));
    }
  }

  private void put(OxmField header, long value, long mask) {
    put(header, header.bits, value, mask);
  }

  /**
   * @param bits that both sides have: they differ in ICMP's types and ARP's operations
   */
  private void put(OxmField header, int bits, long value, long mask) {
    long all = bits == 64 ? -1L : (1L << bits) - 1;
    fields.add(
        (mask & all) == all
            ? MatchField.of(header, value & all)
            : MatchField.masked(header, value & all, mask & all));
  }
}
