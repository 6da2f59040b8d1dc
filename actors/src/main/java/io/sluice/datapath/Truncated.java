package io.sluice.datapath;

import io.sluice.ring.offload.SoftwareOffload;
import io.sluice.ring.packet.PacketBurst;

/**
 * What a packet was before an output of its beginning only. Owned by the lane, used for one output
 * at a time.
 */
final class Truncated {
  private int headLength;
  private int length;
  private int segmentCount;
  private int lastLength;
  private long offload;

  /**
   * Cuts a packet to at most {@code max} bytes, of the frame as it would be on the wire: the
   * checksum that a guest left open is completed first. One that would have been cut into segments
   * is sent as it is, once.
   */
  void cut(PacketBurst burst, int i, int max) {
    SoftwareOffload.completeChecksum(burst, i);
    headLength = burst.headLength[i];
    length = burst.length[i];
    segmentCount = burst.segmentCount[i];
    offload = burst.offload[i];
    if (length <= max) {
      return;
    }
    burst.length[i] = max;
    burst.offload[i] = 0;
    burst.headLength[i] = Math.min(headLength, max);
    int rest = max - burst.headLength[i];
    int s = burst.segmentFirst[i];
    int end = s + segmentCount;
    while (s < end && rest > burst.segmentLength[s]) {
      rest -= burst.segmentLength[s++];
    }
    burst.segmentCount[i] = s - burst.segmentFirst[i] + (rest > 0 ? 1 : 0);
    if (rest > 0) {
      lastLength = burst.segmentLength[s];
      burst.segmentLength[s] = rest;
    }
  }

  /** Makes the packet again what it was. */
  void undo(PacketBurst burst, int i) {
    if (burst.length[i] < length && burst.segmentCount[i] > 0) {
      burst.segmentLength[burst.segmentFirst[i] + burst.segmentCount[i] - 1] = lastLength;
    }
    burst.length[i] = length;
    burst.headLength[i] = headLength;
    burst.segmentCount[i] = segmentCount;
    burst.offload[i] = offload;
  }
}
