package io.sluice.ring.packet;

/**
 * Up to {@value #MAX} packets in work, as a struct of arrays; allocated once per receive queue.
 *
 * <p>A packet is its <b>head</b> followed by its <b>tail</b>:
 *
 * <pre>
 *   heads[headOffset[i] .. +headLength[i])                  owned: copied once out of guest memory
 *   segments segmentFirst[i] .. +segmentCount[i)            borrowed: address, length; valid until release
 *   length[i] == headLength[i] + the sum of its segments' lengths
 * </pre>
 *
 * <p>The head is what is classified and rewritten, and exactly those bytes are transmitted: a guest
 * that changes its memory after we looked cannot get past a rule. Borrowed bytes are never parsed.
 * Slots have {@value #HEADROOM} bytes before the head for pushed tags.
 *
 * <p>Owned by the lane that polls the receive queue; not shared.
 */
public final class PacketBurst {
  /** Packets in a burst. */
  public static final int MAX = 32;

  /** Bytes from one head slot to the next. */
  public static final int HEAD_STRIDE = 384;

  /** Bytes free in front of a head when it is received. */
  public static final int HEADROOM = 64;

  /** Most bytes of a packet that a head can hold when it is received. */
  public static final int HEAD_MAX = 256;

  /** Borrowed segments that all packets of one burst can have together. */
  public static final int MAX_SEGMENTS = 1024;

  public final byte[] heads = new byte[MAX * HEAD_STRIDE];
  public final int[] headOffset = new int[MAX];
  public final int[] headLength = new int[MAX];

  /** Bytes of the whole frame, from the destination MAC on, without FCS. */
  public final int[] length = new int[MAX];

  public final int[] segmentFirst = new int[MAX];
  public final int[] segmentCount = new int[MAX];
  public final long[] segmentAddress = new long[MAX_SEGMENTS];
  public final int[] segmentLength = new int[MAX_SEGMENTS];

  /** Segments in use, over all packets. */
  public int segments;

  /** Unfinished checksums and segmentation, see {@link Offload}; 0 is a finished packet. */
  public final long[] offload = new long[MAX];

  /** Packets in the burst. */
  public int count;

  /** Whom to tell of packets of this burst that are dropped; mostly null. */
  public DropWatch watch;

  /** Empties the burst; the next received packets start at 0. */
  public void clear() {
    count = 0;
    segments = 0;
  }

  /** The offset in {@link #heads} where the head of slot {@code i} is received. */
  public static int slotOffset(int i) {
    return i * HEAD_STRIDE + HEADROOM;
  }
}
