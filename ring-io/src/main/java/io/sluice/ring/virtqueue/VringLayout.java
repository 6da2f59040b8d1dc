package io.sluice.ring.virtqueue;

/**
 * The bytes of a split virtqueue (virtio 1.2, 2.7) and of the header before each packet (5.1.6).
 *
 * <pre>
 *   descriptor   | address u64 | length u32 | flags u16 | next u16 |           16 bytes
 *   avail ring   | flags u16 | index u16 | head u16 * size | used_event u16 |
 *   used ring    | flags u16 | index u16 | (id u32, length u32) * size | avail_event u16 |
 *   net header   | flags u8 | gso_type u8 | hdr_len u16 | gso_size u16 | csum_start u16 |
 *                | csum_offset u16 | num_buffers u16 (only in the header of 12 bytes) |
 * </pre>
 */
final class VringLayout {
  static final int DESCRIPTOR_SIZE = 16;

  static final int FLAG_NEXT = 1;
  static final int FLAG_WRITE = 2;
  static final int FLAG_INDIRECT = 4;

  static final int RING_INDEX = 2;
  static final int AVAIL_ENTRIES = 4;
  static final int USED_ENTRIES = 4;
  static final int USED_ENTRY_SIZE = 8;

  /** In the avail ring's flags: the driver wants no interrupts. */
  static final int AVAIL_NO_INTERRUPT = 1;

  /** In the used ring's flags: the device wants no kicks. */
  static final int USED_NO_NOTIFY = 1;

  static final long F_CSUM = 1L;
  static final long F_GUEST_CSUM = 1L << 1;
  static final long F_GUEST_TSO4 = 1L << 7;
  static final long F_GUEST_TSO6 = 1L << 8;
  static final long F_GUEST_ECN = 1L << 9;
  static final long F_MRG_RXBUF = 1L << 15;
  static final long F_EVENT_IDX = 1L << 29;
  static final long F_VERSION_1 = 1L << 32;

  /** The longest frame: an IP packet of 64 KB behind Ethernet and two tags. */
  static final int MAX_FRAME = 65_535 + 14 + 8;

  /** The shortest: an Ethernet header. */
  static final int MIN_FRAME = 14;

  private VringLayout() {}

  /** Bytes of the header before each packet. */
  static int netHeaderSize(long features) {
    return (features & (F_MRG_RXBUF | F_VERSION_1)) != 0 ? 12 : 10;
  }

  // The second half of a descriptor, read as one long.

  static long length(long meta) {
    return meta & 0xffff_ffffL;
  }

  static int flags(long meta) {
    return (int) (meta >>> 32) & 0xffff;
  }

  static int next(long meta) {
    return (int) (meta >>> 48);
  }
}
