package io.sluice.ring.tap;

import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.offload.SegmentSink;
import io.sluice.ring.offload.SoftwareOffload;
import io.sluice.ring.packet.PacketBurst;

/**
 * Forwards one way between two queues: as it is, or with every packet finished in software first.
 * Owned by the test's lane thread.
 */
final class TapWire implements SegmentSink {
  private final RxQueue from;
  private final TxQueue to;
  private final boolean software;
  private final PacketBurst burst = new PacketBurst();
  private final PacketBurst cut = new PacketBurst();
  private final SoftwareOffload offload = new SoftwareOffload();
  private final int[] selected = new int[PacketBurst.MAX];
  int longest;
  int segmented;
  int longestSent;

  TapWire(RxQueue from, TxQueue to, boolean software) {
    this.from = from;
    this.to = to;
    this.software = software;
  }

  void poll(long nowNs) {
    burst.clear();
    int count = from.receive(burst, 128, nowNs);
    for (int i = 0; i < count; i++) {
      longest = Math.max(longest, burst.length[i]);
      if (software && SoftwareOffload.needsSegmentation(burst.offload[i])) {
        if (offload.segment(burst, i, this) < 1) {
          throw new AssertionError("the kernel's packet cannot be cut");
        }
        segmented++;
      } else {
        if (software && !SoftwareOffload.completeChecksum(burst, i)) {
          throw new AssertionError("the kernel's checksum fields do not fit");
        }
        send(burst, i);
      }
    }
    if (count > 0) {
      to.flush();
      from.release(burst);
    }
  }

  private void send(PacketBurst packets, int i) {
    selected[0] = i;
    longestSent = Math.max(longestSent, packets.length[i]);
    if (to.transmit(packets, selected, 1) != 1) {
      throw new AssertionError("not transmitted");
    }
  }

  @Override
  public boolean frame(
      byte[] head, int headLength, long[] addresses, int[] lengths, int segments, int length) {
    cut.clear();
    System.arraycopy(head, 0, cut.heads, PacketBurst.slotOffset(0), headLength);
    cut.headOffset[0] = PacketBurst.slotOffset(0);
    cut.headLength[0] = headLength;
    cut.length[0] = length;
    cut.offload[0] = 0;
    System.arraycopy(addresses, 0, cut.segmentAddress, 0, segments);
    System.arraycopy(lengths, 0, cut.segmentLength, 0, segments);
    cut.segmentFirst[0] = 0;
    cut.segmentCount[0] = segments;
    cut.segments = segments;
    cut.count = 1;
    send(cut, 0);
    return true;
  }
}
