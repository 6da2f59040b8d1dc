package io.sluice.flow.cache;

import static io.sluice.flow.cache.DatapathAction.*;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;

/** Actions that set fields: in the key, and by the program in the packet. Part of the slow path. */
final class FieldWriter {
  private final Translation t;

  FieldWriter(Translation t) {
    this.t = t;
  }

  /** Sets bits of a field; nothing happens when the packet has no such field. */
  void set(Field field, long hi, long lo, long maskHi, long maskLo) {
    switch (field) {
      case VLAN_TCI -> setTci((int) lo, (int) maskLo);
      case VLAN_VID -> setTag((int) lo, (int) maskLo & 0xfff);
      case VLAN_PCP -> setTag((int) lo << 13, (int) maskLo << 13);
      case IN_PORT -> {
        field.set(t.key, hi, lo, maskHi, maskLo);
        t.inPort = FlowKey.inPort(t.key, 0);
      }
      case IP_DSCP -> setTos((int) lo << 2, (int) maskLo << 2);
      case NW_TOS, NW_ECN -> setTos((int) lo, (int) maskLo);
      default -> setOther(field, hi, lo, maskHi, maskLo);
    }
  }

  private void setOther(Field field, long hi, long lo, long maskHi, long maskLo) {
    if (field.ofPacket()) {
      int opcode = opcode(field);
      if (opcode < 0 || (maskHi | maskLo) == 0) {
        return;
      }
      boolean whole = maskHi == field.onesHigh() && maskLo == field.ones();
      t.emit(
          opcode == SET_MPLS
              ? setMpls(field, lo, maskLo)
              : whole
                  ? new DatapathAction(opcode, hi, lo)
                  : new DatapathAction(opcode, hi, lo, maskHi, maskLo, null));
    }
    field.set(t.key, hi, lo, maskHi, maskLo);
    t.wrote(field, maskHi, maskLo);
  }

  /** Parts of an entry are set as bits of it. */
  private static DatapathAction setMpls(Field field, long value, long mask) {
    int shift = field.shift - 32;
    return new DatapathAction(SET_MPLS, mask << shift, (value & mask) << shift);
  }

  void decMplsTtl(Punt[] expired) {
    if (FlowKey.isMpls(FlowKey.dlType(t.key, 0))) {
      t.emit(new DatapathAction(DEC_MPLS_TTL, 0, 0, 0, 0, expired));
      decrement(Field.MPLS_TTL);
    }
  }

  /** NXM_OF_VLAN_TCI: the bit "present" decides whether there is a tag then. */
  private void setTci(int value, int mask) {
    int old = t.vlans.tagged() ? t.vlans.outerTci() | FlowKey.VLAN_PRESENT : 0;
    int tci = old & ~mask | value & mask;
    if ((tci & FlowKey.VLAN_PRESENT) == 0) {
      t.vlans.pop();
    } else {
      t.vlans.set(tci, 0xefff);
    }
    t.vlans.store(t.key);
  }

  private void setTag(int tci, int mask) {
    if (t.vlans.tagged()) {
      t.vlans.set(tci, mask);
      t.vlans.store(t.key);
    }
  }

  boolean isIp() {
    return FlowKey.isIp(FlowKey.dlType(t.key, 0));
  }

  void setTos(int value, int mask) {
    if (isIp()) {
      t.emit(new DatapathAction(SET_NW_TOS, mask, value & mask));
      Field.NW_TOS.set(t.key, 0, value, 0, mask);
      t.wrote(Field.NW_TOS, 0, mask);
    }
  }

  void decTtl(Punt[] expired) {
    if (isIp()) {
      t.emit(new DatapathAction(DEC_TTL, 0, 0, 0, 0, expired));
      decrement(Field.NW_TTL);
    }
  }

  private void decrement(Field ttl) {
    long was = ttl.get(t.key, 0);
    t.ttlUsedUp |= was <= 1;
    ttl.set(t.key, 0, Math.max(0, was - 1));
  }

  /** How to set a field of this packet; -1 when it has no such field. */
  private int opcode(Field field) {
    int type = FlowKey.dlType(t.key, 0);
    boolean v4 = type == FlowKey.TYPE_IPV4;
    boolean v6 = type == FlowKey.TYPE_IPV6;
    boolean arp = type == FlowKey.TYPE_ARP || type == FlowKey.TYPE_RARP;
    return switch (field) {
      case DL_SRC -> SET_DL_SRC;
      case DL_DST -> SET_DL_DST;
      case NW_SRC -> v4 ? SET_NW_SRC : -1;
      case NW_DST -> v4 ? SET_NW_DST : -1;
      case NW_TTL -> isIp() ? SET_NW_TTL : -1;
      case ARP_SPA -> arp ? SET_ARP_SPA : -1;
      case ARP_TPA -> arp ? SET_ARP_TPA : -1;
      case ARP_OP -> arp ? SET_ARP_OP : -1;
      case ARP_SHA -> arp ? SET_ARP_SHA : -1;
      case ARP_THA -> arp ? SET_ARP_THA : -1;
      case IPV6_SRC -> v6 ? SET_IPV6_SRC : -1;
      case IPV6_DST -> v6 ? SET_IPV6_DST : -1;
      case IPV6_LABEL -> v6 ? SET_IPV6_LABEL : -1;
      case TP_SRC -> hasPorts() ? SET_TP_SRC : -1;
      case TP_DST -> hasPorts() ? SET_TP_DST : -1;
      case ICMP_TYPE -> isFirst(v4, FlowKey.PROTO_ICMP) ? SET_ICMP_TYPE : -1;
      case ICMP_CODE -> isFirst(v4, FlowKey.PROTO_ICMP) ? SET_ICMP_CODE : -1;
      case ICMPV6_TYPE -> isFirst(v6, FlowKey.PROTO_ICMPV6) ? SET_ICMP_TYPE : -1;
      case ICMPV6_CODE -> isFirst(v6, FlowKey.PROTO_ICMPV6) ? SET_ICMP_CODE : -1;
      case ND_TARGET -> isNeighbour(FlowKey.ND_SOLICIT, FlowKey.ND_ADVERT) ? SET_ND_TARGET : -1;
      case ND_SLL -> isNeighbour(FlowKey.ND_SOLICIT, FlowKey.ND_SOLICIT) ? SET_ND_SLL : -1;
      case ND_TLL -> isNeighbour(FlowKey.ND_ADVERT, FlowKey.ND_ADVERT) ? SET_ND_TLL : -1;
      case MPLS_LABEL, MPLS_TC, MPLS_TTL -> FlowKey.isMpls(type) ? SET_MPLS : -1;
      default -> -1;
    };
  }

  private boolean isFirst(boolean ip, int proto) {
    return ip && isFirst() && FlowKey.nwProto(t.key, 0) == proto;
  }

  /** Whether it is neighbour discovery of one of these types. */
  private boolean isNeighbour(int one, int other) {
    long type = Field.ICMPV6_TYPE.get(t.key, 0);
    return isFirst(FlowKey.dlType(t.key, 0) == FlowKey.TYPE_IPV6, FlowKey.PROTO_ICMPV6)
        && (type == one || type == other)
        && Field.ICMPV6_CODE.get(t.key, 0) == 0;
  }

  /** Whether what comes behind the IP header is in this packet. */
  private boolean isFirst() {
    return (FlowKey.nwFrag(t.key, 0) & FlowKey.FRAG_LATER) == 0;
  }

  private boolean hasPorts() {
    int proto = FlowKey.nwProto(t.key, 0);
    return isIp()
        && isFirst()
        && (proto == FlowKey.PROTO_TCP
            || proto == FlowKey.PROTO_UDP
            || proto == FlowKey.PROTO_SCTP);
  }
}
