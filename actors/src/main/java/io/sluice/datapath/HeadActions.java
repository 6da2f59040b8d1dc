package io.sluice.datapath;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.packet.ArpEdits;
import io.sluice.flow.packet.EditResult;
import io.sluice.flow.packet.HeaderEdits;
import io.sluice.flow.packet.HeaderReads;
import io.sluice.flow.packet.MplsEdits;
import io.sluice.flow.packet.PortEdits;
import io.sluice.flow.packet.VlanEdits;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;

/** Carries out the actions of a verdict that change a packet, on its head. Stateless. */
final class HeadActions {
  /** Enough of a packet for every header that an action can change. */
  private static final int HEAD = 128;

  private HeadActions() {}

  /** Null, or why the packet's program ends here. */
  static DropReason apply(PacketBurst burst, int i, DatapathAction action) {
    BurstFrames.pullUp(burst, i, HEAD);
    return switch (action.opcode) {
      case DatapathAction.PUSH_VLAN -> pushVlan(burst, i, action.intValue());
      case DatapathAction.POP_VLAN -> {
        int offset = burst.headOffset[i];
        moved(burst, i, VlanEdits.pop(burst.heads, offset, burst.headLength[i]) - offset);
        yield null;
      }
      case DatapathAction.PUSH_MPLS ->
          pushMpls(burst, i, (int) (action.value >>> 32), action.intValue());
      case DatapathAction.POP_MPLS -> {
        int at = burst.headOffset[i];
        int length = burst.headLength[i];
        moved(burst, i, MplsEdits.pop(burst.heads, at, length, action.intValue()) - at);
        yield null;
      }
      default -> edit(burst, i, action) == EditResult.TTL_EXPIRED ? DropReason.TTL : null;
    };
  }

  private static boolean hasRoom(PacketBurst burst, int i) {
    return burst.headOffset[i] - 4 >= i * PacketBurst.HEAD_STRIDE;
  }

  private static DropReason pushMpls(PacketBurst burst, int i, int type, int entry) {
    if (!hasRoom(burst, i)) {
      return DropReason.MALFORMED;
    }
    int at = burst.headOffset[i];
    moved(burst, i, MplsEdits.push(burst.heads, at, burst.headLength[i], type, entry) - at);
    return null;
  }

  private static DropReason pushVlan(PacketBurst burst, int i, int tag) {
    if (!hasRoom(burst, i)) {
      return DropReason.MALFORMED;
    }
    int offset = burst.headOffset[i];
    int to = VlanEdits.push(burst.heads, offset, burst.headLength[i], tag >>> 16, tag & 0xffff);
    moved(burst, i, to - offset);
    return null;
  }

  /** The head starts {@code by} bytes later than it did. */
  private static void moved(PacketBurst burst, int i, int by) {
    burst.headOffset[i] += by;
    burst.headLength[i] -= by;
    burst.length[i] -= by;
    burst.offload[i] = Offload.shift(burst.offload[i], -by);
  }

  private static int edit(PacketBurst burst, int i, DatapathAction a) {
    byte[] b = burst.heads;
    int at = burst.headOffset[i];
    int head = burst.headLength[i];
    boolean partial = Offload.needsChecksum(burst.offload[i]);
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
      default -> 0;
    };
  }
}
