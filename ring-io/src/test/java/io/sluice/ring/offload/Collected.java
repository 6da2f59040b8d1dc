package io.sluice.ring.offload;

import io.sluice.ring.memory.Memory;
import java.util.ArrayList;
import java.util.List;

/** Keeps the frames that come out. */
final class Collected implements SegmentSink {
  final List<byte[]> frames = new ArrayList<>();

  @Override
  public boolean frame(
      byte[] head, int headLength, long[] addresses, int[] lengths, int segments, int length) {
    byte[] frame = new byte[length];
    System.arraycopy(head, 0, frame, 0, headLength);
    int at = headLength;
    for (int s = 0; s < segments; s++) {
      Memory.copy(addresses[s], frame, at, lengths[s]);
      at += lengths[s];
    }
    if (at != length) {
      throw new AssertionError("a frame of " + length + " bytes that has " + at);
    }
    return frames.add(frame);
  }
}
