package io.sluice.ring.tap;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.Offload;

/**
 * The virtio-net header in front of each frame that a TAP descriptor reads or writes.
 *
 * <pre>
 *   0 flags 1 | 1 gso type 1 | 2 header length 2 | 4 gso size 2 | 6 csum start 2 | 8 csum offset 2
 *   10 buffers 2 (unused here, 0)
 * </pre>
 *
 * <p>virtio 1.2, 5.1.6; little-endian by TUNSETVNETLE.
 */
final class VnetHeader {
  static final int SIZE = 12;

  /** A TCP header without options; the kernel finds the real end itself. */
  private static final int TCP_HEADER = 20;

  private VnetHeader() {}

  static long read(long at) {
    int flags = Memory.getByte(at);
    int type = Memory.getByte(at + 1) & 0xff;
    if ((flags & Offload.NEEDS_CSUM) == 0 && type == Offload.GSO_NONE) {
      return 0; // its remaining fields mean nothing
    }
    return Offload.pack(
        flags, type, Memory.getShort(at + 4), Memory.getShort(at + 6), Memory.getShort(at + 8));
  }

  /** Writes the header of a frame of {@code length} bytes whose offload is sane. */
  static void write(long at, long offload, int length) {
    if (!Offload.needsChecksum(offload)) {
      Memory.putLong(at, 0);
      Memory.putInt(at + 8, 0);
      return;
    }
    int type = Offload.gsoType(offload);
    int start = Offload.csumStart(offload);
    int headers = type == Offload.GSO_NONE ? 0 : Math.min(length, start + TCP_HEADER);
    Memory.putByte(at, (byte) Offload.NEEDS_CSUM);
    Memory.putByte(at + 1, (byte) type);
    Memory.putShort(at + 2, headers);
    Memory.putShort(at + 4, Offload.gsoSize(offload));
    Memory.putShort(at + 6, start);
    Memory.putShort(at + 8, Offload.csumOffset(offload));
    Memory.putShort(at + 10, 0);
  }
}
