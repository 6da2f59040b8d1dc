package io.sluice.datapath;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.FieldEdits;
import io.sluice.flow.packet.EditResult;
import io.sluice.flow.packet.MplsEdits;
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
      default -> {
        boolean partial = Offload.needsChecksum(burst.offload[i]);
        int result =
            FieldEdits.apply(
                burst.heads, burst.headOffset[i], burst.headLength[i], action, partial);
        yield result == EditResult.TTL_EXPIRED ? DropReason.TTL : null;
      }
    };
  }

  private static boolean hasRoom(PacketBurst burst, int i) {
    return burst.headOffset[i] - 4 >= i * PacketBurst.HEAD_STRIDE;
  }

  private static DropReason pushMpls(PacketBurst burst, int i, int type, int entry) {
    if (!hasRoom(burst, i)) {
      return DropReason.TOO_MANY_LABELS;
    }
    int at = burst.headOffset[i];
    moved(burst, i, MplsEdits.push(burst.heads, at, burst.headLength[i], type, entry) - at);
    return null;
  }

  private static DropReason pushVlan(PacketBurst burst, int i, int tag) {
    if (!hasRoom(burst, i)) {
      return DropReason.TOO_MANY_TAGS;
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
}
