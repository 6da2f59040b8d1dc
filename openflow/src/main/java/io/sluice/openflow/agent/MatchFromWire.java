package io.sluice.openflow.agent;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.openflow.match.Match;
import io.sluice.openflow.match.Match10;
import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;

/** Matches of the wire as the tables have them. */
final class MatchFromWire {
  /** DSCP without ECN, in the byte that version 1.0 calls TOS. */
  private static final int DSCP = 0xfc;

  /** As a packet's type: all packets are. */
  private static final int ETHERNET = 0;

  private MatchFromWire() {}

  static io.sluice.flow.pipeline.Match read(Match match) {
    return switch (match) {
      case OxmMatch oxm -> oxm(oxm);
      case Match10 old -> match10(old);
    };
  }

  private static io.sluice.flow.pipeline.Match oxm(OxmMatch match) {
    var built = new io.sluice.flow.pipeline.Match.Builder();
    for (MatchField field : match.fields()) {
      if (field.field() != OxmField.NXM_NX_COOKIE) {
        add(built, field);
      }
    }
    return built.build();
  }

  private static void add(io.sluice.flow.pipeline.Match.Builder built, MatchField f) {
    Field field = Fields.matched(f.field());
    if (f.field() == OxmField.OXM_OF_IN_PORT) {
      if (!PortNumbers.exists(f.number())) {
        throw new WireException(OfError.OFPBMC_BAD_VALUE, "there is no port " + f.number());
      }
      built.exact(Field.IN_PORT, PortNumbers.fromWire(f.number()));
    } else if (f.field() == OxmField.OXM_OF_PACKET_TYPE && f.number() == ETHERNET) {
      // Every packet is.
    } else if (field == null) {
      throw new WireException(
          OfError.OFPBMC_BAD_FIELD, f.field().label + " is not matched by this switch");
    } else if (field.wide()) {
      Bytes mask = f.mask();
      built.masked128(
          field,
          f.value().first(8).toLong(),
          f.value().from(8).toLong(),
          mask == null ? -1L : mask.first(8).toLong(),
          mask == null ? -1L : mask.from(8).toLong());
    } else if (f.field() == OxmField.NXM_OF_IP_TOS) {
      built.masked(field, f.number(), DSCP);
    } else {
      if (f.field().label.equals("arp_op") && f.number() > 255) {
        throw new WireException(OfError.OFPBMC_BAD_VALUE, "ARP operation " + f.number());
      }
      built.masked(field, f.number(), mask(field, f));
    }
  }

  private static long mask(Field field, MatchField f) {
    int bits = Math.min(f.field().bits, field.bits);
    if (f.mask() == null && f.field().label.startsWith("icmp")) {
      // ICMP's byte lies in a place of 16 bits, all of which say that it is this value.
      bits = field.bits;
    }
    long all = bits >= 64 ? -1L : (1L << bits) - 1;
    return f.mask() == null ? all : f.maskNumber() & all;
  }

  private static io.sluice.flow.pipeline.Match match10(Match10 m) {
    var built = new io.sluice.flow.pipeline.Match.Builder();
    if (!m.wild(Match10.IN_PORT)) {
      built.exact(Field.IN_PORT, PortNumbers.fromWire(m.inPort()));
    }
    if (!m.wild(Match10.DL_SRC)) {
      built.exact(Field.DL_SRC, m.dlSrc());
    }
    if (!m.wild(Match10.DL_DST)) {
      built.exact(Field.DL_DST, m.dlDst());
    }
    vlan(built, m);
    if (m.wild(Match10.DL_TYPE)) {
      return built.build();
    }
    built.exact(Field.DL_TYPE, m.dlType());
    boolean ip = m.dlType() == FlowKey.TYPE_IPV4;
    boolean arp = m.dlType() == FlowKey.TYPE_ARP || m.dlType() == FlowKey.TYPE_RARP;
    if (!ip && !arp) {
      return built.build();
    }
    built.masked(Field.NW_SRC, m.nwSrc(), prefix(m.nwSrcPrefix()));
    built.masked(Field.NW_DST, m.nwDst(), prefix(m.nwDstPrefix()));
    if (ip && !m.wild(Match10.NW_TOS)) {
      built.masked(Field.NW_TOS, m.nwTos(), DSCP);
    }
    if (!m.wild(Match10.NW_PROTO)) {
      built.exact(Field.NW_PROTO, m.nwProto());
      if (ip && ports(m.nwProto())) {
        if (!m.wild(Match10.TP_SRC)) {
          built.exact(Field.TP_SRC, m.tpSrc());
        }
        if (!m.wild(Match10.TP_DST)) {
          built.exact(Field.TP_DST, m.tpDst());
        }
      }
    }
    return built.build();
  }

  private static void vlan(io.sluice.flow.pipeline.Match.Builder built, Match10 m) {
    boolean vid = !m.wild(Match10.DL_VLAN);
    boolean pcp = !m.wild(Match10.DL_VLAN_PCP);
    if (vid && m.dlVlan() == Match10.VLAN_NONE) {
      built.exact(Field.VLAN_TCI, 0);
      return;
    }
    if (vid) {
      built.masked(Field.VLAN_TCI, m.dlVlan() & 0xfff | FlowKey.VLAN_PRESENT, 0x1fff);
    }
    if (pcp) {
      built.masked(Field.VLAN_TCI, (m.dlVlanPcp() & 7) << 13 | FlowKey.VLAN_PRESENT, 0xf000);
    }
  }

  private static boolean ports(int protocol) {
    return protocol == FlowKey.PROTO_TCP
        || protocol == FlowKey.PROTO_UDP
        || protocol == FlowKey.PROTO_SCTP
        || protocol == FlowKey.PROTO_ICMP;
  }

  private static long prefix(int bits) {
    return bits == 0 ? 0 : 0xffffffffL << 32 - bits & 0xffffffffL;
  }
}
