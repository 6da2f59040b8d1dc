package io.sluice.datapath;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;

/**
 * What a packet was before a clone or a bucket changed it: heads in a stack. Owned by the lane,
 * used for one packet's program at a time.
 */
final class SavedHead {
  /** More than {@link HeadActions} wants: taking tags away never needs bytes of the tail then. */
  private static final int HEAD = 160;

  private final byte[] heads = new byte[DatapathAction.MAX_SAVED * PacketBurst.HEAD_STRIDE];
  private final int[] headOffset = new int[DatapathAction.MAX_SAVED];
  private final int[] headLength = new int[DatapathAction.MAX_SAVED];
  private final int[] length = new int[DatapathAction.MAX_SAVED];
  private final long[] offload = new long[DatapathAction.MAX_SAVED];
  private int depth;

  void begin() {
    depth = 0;
  }

  void save(PacketBurst burst, int i) {
    if (depth == 0) {
      BurstFrames.pullUp(burst, i, HEAD);
    }
    int stride = PacketBurst.HEAD_STRIDE;
    System.arraycopy(burst.heads, i * stride, heads, depth * stride, stride);
    headOffset[depth] = burst.headOffset[i];
    headLength[depth] = burst.headLength[i];
    length[depth] = burst.length[i];
    offload[depth] = burst.offload[i];
    depth++;
  }

  void restore(PacketBurst burst, int i) {
    depth--;
    int stride = PacketBurst.HEAD_STRIDE;
    System.arraycopy(heads, depth * stride, burst.heads, i * stride, stride);
    burst.headOffset[i] = headOffset[depth];
    burst.headLength[i] = headLength[depth];
    burst.length[i] = length[depth];
    burst.offload[i] = offload[depth];
  }
}
