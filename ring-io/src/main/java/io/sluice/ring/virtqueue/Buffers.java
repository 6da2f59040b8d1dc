package io.sluice.ring.virtqueue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.PacketBurst;

/**
 * The pieces of memory here that descriptor chains name, validated. Owned by a queue's lane; filled
 * anew for each packet that is not one plain buffer.
 */
final class Buffers {
  static final int MAX = PacketBurst.MAX_SEGMENTS;

  final long[] address = new long[MAX];
  final int[] length = new int[MAX];
  int count;

  /** Bytes of all pieces; can be past what a frame can have. */
  long bytes;

  // Descriptors followed, those of no bytes too: in a ring of 32768 a burst of chains of nothing
  // would take milliseconds.
  private int followed;

  void clear() {
    count = 0;
    bytes = 0;
    followed = 0;
  }

  /**
   * Appends the chain that starts at descriptor {@code head}. It has at most {@code size}
   * descriptors besides the one that points to an indirect table, and all chains together at most
   * {@link #MAX}.
   *
   * @param write what the flag of each of its descriptors must be: {@link VringLayout#FLAG_WRITE}
   *     or 0
   * @return null, or what is wrong with it
   */
  VirtqueueFault append(long table, int size, int head, int write, GuestMemory memory) {
    int limit = size;
    int i = head;
    boolean indirect = false;
    int descriptors = 0;
    while (true) {
      long at = table + (long) i * VringLayout.DESCRIPTOR_SIZE;
      long guest = Memory.getLong(at);
      long meta = Memory.getLong(at + 8);
      int flags = VringLayout.flags(meta);
      long bytes = VringLayout.length(meta);
      if ((flags & VringLayout.FLAG_INDIRECT) != 0) {
        long entries = bytes / VringLayout.DESCRIPTOR_SIZE;
        if (indirect
            || (flags & VringLayout.FLAG_NEXT) != 0
            || bytes % VringLayout.DESCRIPTOR_SIZE != 0
            || entries == 0
            || entries > size) {
          return VirtqueueFault.INDIRECT;
        }
        table = memory.translate(guest, bytes);
        if (table == 0) {
          return VirtqueueFault.ADDRESS;
        }
        indirect = true;
        limit = (int) entries;
        i = 0;
        continue;
      }
      if (descriptors == size) {
        return VirtqueueFault.LOOP;
      }
      if (followed == MAX) {
        return VirtqueueFault.PIECES;
      }
      descriptors++;
      followed++;
      if ((flags & VringLayout.FLAG_WRITE) != write) {
        return VirtqueueFault.DIRECTION;
      }
      VirtqueueFault fault = piece(guest, bytes, memory);
      if (fault != null) {
        return fault;
      }
      if ((flags & VringLayout.FLAG_NEXT) == 0) {
        return null;
      }
      i = VringLayout.next(meta);
      if (i >= limit) {
        return VirtqueueFault.NEXT;
      }
    }
  }

  /** A buffer can lie in several regions that follow each other in the guest. */
  private VirtqueueFault piece(long guest, long bytes, GuestMemory memory) {
    while (bytes > 0) {
      int region = memory.find(guest, 1);
      if (region < 0) {
        return VirtqueueFault.ADDRESS;
      }
      long here = memory.size(region) - (guest - memory.guestBase(region));
      long n = Math.min(Math.min(bytes, here), 1 << 30);
      if (count == MAX) {
        return VirtqueueFault.PIECES;
      }
      address[count] = guest + memory.toHost(region);
      length[count] = (int) n;
      count++;
      this.bytes += n;
      guest += n;
      bytes -= n;
    }
    return null;
  }
}
