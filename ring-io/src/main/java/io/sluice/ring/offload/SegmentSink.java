package io.sluice.ring.offload;

/** Takes the frames that one large packet is cut into, in order. */
public interface SegmentSink {
  /**
   * One frame: {@code head[0..headLength)} followed by the segments {@code [0..segments)}, which
   * are borrowed. All arrays are the caller's scratch, valid until this returns.
   *
   * @param length bytes of the whole frame
   * @return false to get no more frames of this packet
   */
  boolean frame(
      byte[] head, int headLength, long[] addresses, int[] lengths, int segments, int length);
}
