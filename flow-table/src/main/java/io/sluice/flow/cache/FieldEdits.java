package io.sluice.flow.cache;

import io.sluice.flow.packet.ArpEdits;
import io.sluice.flow.packet.EditResult;
import io.sluice.flow.packet.HeaderEdits;
import io.sluice.flow.packet.HeaderReads;
import io.sluice.flow.packet.IcmpEdits;
import io.sluice.flow.packet.MplsEdits;
import io.sluice.flow.packet.NdEdits;
import io.sluice.flow.packet.PortEdits;
import io.sluice.flow.packet.VlanEdits;

/**
 * Carries out the steps of a program that set a field, on a packet's head; those that add or take
 * away bytes are whoever's who knows the packet's length. Stateless; for the packet path.
 */
public final class FieldEdits {
  private FieldEdits() {}

  /**
   * Carries out one step.
   *
   * @param head bytes of the frame that are there, from {@code at} on
   * @param partial see {@link HeaderEdits}
   * @return an {@link EditResult}
   */
  public static int apply(byte[] b, int at, int head, DatapathAction a, boolean partial) {
    long low = a.value;
    long high = a.high;
    if (a.partial()) {
      low |= low(b, at, head, a.opcode) & ~a.mask;
      high |= high(b, at, head, a.opcode) & ~a.maskHigh;
    }
    int value = (int) low;
    return switch (a.opcode) {
      case DatapathAction.SET_DL_SRC -> HeaderEdits.setDlSrc(b, at, head, low);
      case DatapathAction.SET_DL_DST -> HeaderEdits.setDlDst(b, at, head, low);
      case DatapathAction.SET_VLAN_TCI -> VlanEdits.setTci(b, at, head, value);
      case DatapathAction.SET_NW_SRC -> HeaderEdits.setNwSrc(b, at, head, value, partial);
      case DatapathAction.SET_NW_DST -> HeaderEdits.setNwDst(b, at, head, value, partial);
      case DatapathAction.SET_IPV6_SRC -> HeaderEdits.setIpv6Src(b, at, head, high, low, partial);
      case DatapathAction.SET_IPV6_DST -> HeaderEdits.setIpv6Dst(b, at, head, high, low, partial);
      case DatapathAction.SET_NW_TOS -> HeaderEdits.setNwTos(b, at, head, value, (int) high);
      case DatapathAction.SET_NW_TTL -> HeaderEdits.setTtl(b, at, head, value);
      case DatapathAction.DEC_TTL -> HeaderEdits.decTtl(b, at, head);
      case DatapathAction.SET_MPLS -> MplsEdits.set(b, at, head, value, (int) high);
      case DatapathAction.DEC_MPLS_TTL -> MplsEdits.decTtl(b, at, head);
      case DatapathAction.SET_TP_SRC -> PortEdits.setTpSrc(b, at, head, value, partial);
      case DatapathAction.SET_TP_DST -> PortEdits.setTpDst(b, at, head, value, partial);
      case DatapathAction.SET_ICMP_TYPE -> IcmpEdits.setType(b, at, head, value, partial);
      case DatapathAction.SET_ICMP_CODE -> IcmpEdits.setCode(b, at, head, value, partial);
      case DatapathAction.SET_ND_TARGET -> NdEdits.setTarget(b, at, head, high, low, partial);
      case DatapathAction.SET_ND_SLL -> NdEdits.setSll(b, at, head, low, partial);
      case DatapathAction.SET_ND_TLL -> NdEdits.setTll(b, at, head, low, partial);
      case DatapathAction.SET_IPV6_LABEL -> HeaderEdits.setIpv6Label(b, at, head, value);
      case DatapathAction.SET_ARP_SPA -> ArpEdits.setSpa(b, at, head, value);
      case DatapathAction.SET_ARP_TPA -> ArpEdits.setTpa(b, at, head, value);
      case DatapathAction.SET_ARP_SHA -> ArpEdits.setSha(b, at, head, low);
      case DatapathAction.SET_ARP_THA -> ArpEdits.setTha(b, at, head, low);
      case DatapathAction.SET_ARP_OP -> ArpEdits.setOp(b, at, head, value);
      default -> EditResult.ABSENT;
    };
  }

  /** What a field of at most 64 bits, or the low half of a longer one, holds now. */
  private static long low(byte[] b, int at, int head, int opcode) {
    return switch (opcode) {
      case DatapathAction.SET_DL_SRC -> HeaderReads.dlSrc(b, at, head);
      case DatapathAction.SET_DL_DST -> HeaderReads.dlDst(b, at, head);
      case DatapathAction.SET_NW_SRC -> HeaderReads.nwSrc(b, at, head);
      case DatapathAction.SET_NW_DST -> HeaderReads.nwDst(b, at, head);
      case DatapathAction.SET_IPV6_SRC -> HeaderReads.ipv6(b, at, head, 1);
      case DatapathAction.SET_IPV6_DST -> HeaderReads.ipv6(b, at, head, 3);
      case DatapathAction.SET_NW_TTL -> HeaderReads.ttl(b, at, head);
      case DatapathAction.SET_TP_SRC -> HeaderReads.tpSrc(b, at, head);
      case DatapathAction.SET_TP_DST -> HeaderReads.tpDst(b, at, head);
      case DatapathAction.SET_ICMP_TYPE -> IcmpEdits.type(b, at, head);
      case DatapathAction.SET_ICMP_CODE -> IcmpEdits.code(b, at, head);
      case DatapathAction.SET_ND_TARGET -> NdEdits.target(b, at, head, 1);
      case DatapathAction.SET_ND_SLL -> NdEdits.sll(b, at, head);
      case DatapathAction.SET_ND_TLL -> NdEdits.tll(b, at, head);
      case DatapathAction.SET_IPV6_LABEL -> HeaderReads.ipv6Label(b, at, head);
      case DatapathAction.SET_ARP_SPA -> HeaderReads.arpSpa(b, at, head);
      case DatapathAction.SET_ARP_TPA -> HeaderReads.arpTpa(b, at, head);
      case DatapathAction.SET_ARP_SHA -> HeaderReads.arpSha(b, at, head);
      case DatapathAction.SET_ARP_THA -> HeaderReads.arpTha(b, at, head);
      case DatapathAction.SET_ARP_OP -> HeaderReads.arpOp(b, at, head);
      default -> 0;
    };
  }

  private static long high(byte[] b, int at, int head, int opcode) {
    return switch (opcode) {
      case DatapathAction.SET_IPV6_SRC -> HeaderReads.ipv6(b, at, head, 0);
      case DatapathAction.SET_IPV6_DST -> HeaderReads.ipv6(b, at, head, 2);
      case DatapathAction.SET_ND_TARGET -> NdEdits.target(b, at, head, 0);
      default -> 0;
    };
  }
}
