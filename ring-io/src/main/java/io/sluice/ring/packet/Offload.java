package io.sluice.ring.packet;

/**
 * What a packet still needs: the checksum-offload and segmentation fields of a virtio-net header
 * packed in one long, 0 when the packet is complete on its own.
 *
 * <pre>
 *   bits  0..7   flags (NEEDS_CSUM 1, DATA_VALID 2)
 *   bits  8..15  gso type (NONE 0, TCPV4 1, UDP 3, TCPV6 4, UDP_L4 5; ECN 0x80 or-ed)
 *   bits 16..31  gso size: payload bytes of each segment
 *   bits 32..47  checksum start: offset in the frame where summing starts
 *   bits 48..63  checksum offset: from the start to where the checksum is stored
 * </pre>
 *
 * <p>virtio 1.2, 5.1.6 "Device operation". The header-length hint is not kept: it is not to be
 * trusted and is derived anew. Every value comes from a guest; {@link #isSane} must hold before
 * use.
 */
public final class Offload {
  public static final int NEEDS_CSUM = 1;
  public static final int DATA_VALID = 2;

  public static final int GSO_NONE = 0;
  public static final int GSO_TCPV4 = 1;
  public static final int GSO_UDP = 3;
  public static final int GSO_TCPV6 = 4;
  public static final int GSO_UDP_L4 = 5;
  public static final int GSO_ECN = 0x80;

  private Offload() {}

  public static long pack(int flags, int gsoType, int gsoSize, int csumStart, int csumOffset) {
    return (flags & 0xffL)
        | (gsoType & 0xffL) << 8
        | (gsoSize & 0xffffL) << 16
        | (csumStart & 0xffffL) << 32
        | (csumOffset & 0xffffL) << 48;
  }

  public static int flags(long offload) {
    return (int) offload & 0xff;
  }

  public static boolean needsChecksum(long offload) {
    return (offload & NEEDS_CSUM) != 0;
  }

  public static int gsoType(long offload) {
    return (int) (offload >>> 8) & 0xff;
  }

  public static int gsoSize(long offload) {
    return (int) (offload >>> 16) & 0xffff;
  }

  public static int csumStart(long offload) {
    return (int) (offload >>> 32) & 0xffff;
  }

  public static int csumOffset(long offload) {
    return (int) (offload >>> 48);
  }

  /**
   * The same offload after the frame grew (or shrank) by {@code bytes} in front of the L3 header.
   */
  public static long shift(long offload, int bytes) {
    if (!needsChecksum(offload)) {
      return offload;
    }
    return pack(
        flags(offload),
        gsoType(offload),
        gsoSize(offload),
        csumStart(offload) + bytes,
        csumOffset(offload));
  }

  /**
   * Whether the checksum field lies inside a frame of {@code length} bytes and the segmentation
   * fields make sense together.
   */
  public static boolean isSane(long offload, int length) {
    int type = gsoType(offload) & ~GSO_ECN;
    if (type != GSO_NONE) {
      if (type != GSO_TCPV4 && type != GSO_TCPV6 && type != GSO_UDP && type != GSO_UDP_L4) {
        return false;
      }
      if (gsoSize(offload) == 0 || !needsChecksum(offload)) {
        return false;
      }
    }
    return !needsChecksum(offload) || csumStart(offload) + csumOffset(offload) + 2 <= length;
  }
}
