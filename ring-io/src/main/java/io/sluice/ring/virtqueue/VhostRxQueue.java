package io.sluice.ring.virtqueue;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;

/**
 * Receives what a guest transmits: the odd ring of a queue pair. Owned by one lane. Packets are
 * borrowed from the guest until {@link #release}, but for their heads.
 *
 * <p>A guest that breaks the ring's rules leaves a {@link #fault}; from then on nothing is received
 * and the owner stops the ring. A packet that is merely wrong is dropped and counted.
 */
public final class VhostRxQueue extends VhostQueue implements RxQueue {
  private final Buffers buffers = new Buffers();

  private final long[] plain = new long[PacketBurst.MAX];
  private long touched; // written only, so that the loads are made
  private boolean mayOffload;
  private int taken;

  public VhostRxQueue(QueueCounters counters) {
    super(counters);
  }

  @Override
  public void start(VringConfig config) {
    mayOffload = (config.features() & VringLayout.F_CSUM) != 0;
    taken = 0;
    super.start(config);
  }

  @Override
  public int receive(PacketBurst burst, int headBytes, long nowNs) {
    burst.clear();
    if (!ring.running || ring.fault != null) {
      return 0;
    }
    int n = ring.fetch(PacketBurst.MAX);
    if (n == 0) {
      countFault();
      return 0;
    }
    if (!enabled) {
      counters.refuse(DropReason.RX_DISABLED, n);
      taken = n;
      giveBack();
      return 0;
    }
    fill(burst, n, headBytes);
    countFault();
    if (burst.count == 0) {
      giveBack();
    }
    return burst.count;
  }

  /** What the guest offered when it broke its ring is a packet that dies; the ring ends with it. */
  private void countFault() {
    if (ring.fault != null) {
      counters.refuse(DropReason.BAD_DESCRIPTOR, 1);
    }
  }

  private void fill(PacketBurst burst, int n, int headBytes) {
    int header = headerSize;
    validate(n, header);
    if (headBytes > 0) {
      touch(n, header);
    }
    long bytes = 0;
    int i = 0;
    for (; i < n; i++) {
      long at = plain[i];
      if (at != 0) {
        int length = (int) (VringLayout.length(ring.meta[i]) - header);
        long offload = mayOffload ? offload(at, length) : 0;
        if (offload == -1) {
          counters.refuse(DropReason.BAD_OFFLOAD, 1);
          continue;
        }
        append(burst, at + header, length, headBytes, offload);
      } else if (!fillFromChain(burst, i, headBytes)) {
        break;
      }
    }
    taken = i;
    for (int k = 0; k < burst.count; k++) {
      bytes += burst.length[k];
    }
    Memory.surfaceFault(); // what is counted as received is all there
    counters.add(burst.count, bytes);
  }

  /** Where each packet that is one plain buffer lies; 0: it is not one. */
  private void validate(int n, int header) {
    long[] to = plain;
    for (int i = 0; i < n; i++) {
      long meta = ring.meta[i];
      long length = VringLayout.length(meta) - header;
      long at = 0;
      if (VringLayout.flags(meta) == 0
          && length >= VringLayout.MIN_FRAME
          && length <= VringLayout.MAX_FRAME) {
        at = ring.translate(ring.address[i], length + header);
      }
      to[i] = at;
    }
  }

  /**
   * Loads a word of each packet, for its cache line: the guest's CPU has it, and here nothing comes
   * between the loads, so that they all wait at once.
   */
  private void touch(int n, int header) {
    long[] from = plain;
    long sum = 0;
    for (int i = 0; i < n; i++) {
      long at = from[i];
      if (at != 0) {
        sum += Memory.getLong(at + header);
      }
    }
    touched = sum;
  }

  private static void append(PacketBurst burst, long at, int length, int headBytes, long offload) {
    int i = burst.count;
    int head = Math.min(headBytes, length);
    int slot = PacketBurst.slotOffset(i);
    if (head > 0) {
      Memory.copyHead(at, burst.heads, slot, head);
    }
    burst.headOffset[i] = slot;
    burst.headLength[i] = head;
    burst.length[i] = length;
    burst.offload[i] = offload;
    int segment = burst.segments;
    burst.segmentFirst[i] = segment;
    if (head < length) {
      burst.segmentAddress[segment] = at + head;
      burst.segmentLength[segment] = length - head;
      burst.segments = segment + 1;
      burst.segmentCount[i] = 1;
    } else {
      burst.segmentCount[i] = 0;
    }
    burst.count = i + 1;
  }

  /** The header's offload fields, each read once; -1 when they make no sense. */
  private static long offload(long header, int length) {
    long fields = Memory.getLong(header);
    if ((fields & 0xffff) == 0) {
      return 0;
    }
    return offload(fields, Memory.getShort(header + 8), length);
  }

  private static long offload(long fields, int csumOffset, int length) {
    int flags = (int) fields & Offload.NEEDS_CSUM;
    int type = (int) (fields >>> 8) & 0xff;
    if (flags == 0 && type == 0) {
      return 0;
    }
    long offload =
        Offload.pack(
            flags,
            type,
            (int) (fields >>> 32) & 0xffff,
            (int) (fields >>> 48) & 0xffff,
            csumOffset);
    return Offload.isSane(offload, length) ? offload : -1;
  }

  /**
   * A packet that is not one plain buffer: a chain, an indirect table, a header of its own, a
   * buffer over two regions.
   *
   * @return false when the burst has no room for it, or after a fault: it is not taken
   */
  private boolean fillFromChain(PacketBurst burst, int i, int headBytes) {
    Buffers b = buffers;
    b.clear();
    VirtqueueFault fault = ring.chain(ring.heads[i], 0, b);
    if (fault != null) {
      ring.fault = fault;
      return false;
    }
    long length = b.bytes - headerSize;
    if (length < VringLayout.MIN_FRAME) {
      counters.refuse(DropReason.TOO_SHORT, 1);
      return true;
    }
    if (length > VringLayout.MAX_FRAME) {
      counters.refuse(DropReason.MTU, 1);
      return true;
    }
    if (burst.segments + b.count > PacketBurst.MAX_SEGMENTS - PacketBurst.MAX) {
      if (burst.count == 0) {
        counters.refuse(DropReason.TOO_MANY_SEGMENTS, 1);
        return true;
      }
      return false;
    }
    long fields = 0;
    int csumOffset = 0;
    int piece = 0;
    int skip = 0;
    for (int k = 0; k < headerSize; k++, skip++) {
      while (skip == b.length[piece]) {
        piece++;
        skip = 0;
      }
      long value = Memory.getByte(b.address[piece] + skip) & 0xffL;
      if (k < 8) {
        fields |= value << 8 * k;
      } else if (k < 10) {
        csumOffset |= (int) value << 8 * (k - 8);
      }
    }
    long offload = mayOffload ? offload(fields, csumOffset, (int) length) : 0;
    if (offload == -1) {
      counters.refuse(DropReason.BAD_OFFLOAD, 1);
      return true;
    }
    appendPieces(burst, piece, skip, (int) length, headBytes, offload);
    return true;
  }

  private void appendPieces(
      PacketBurst burst, int piece, int skip, int length, int headBytes, long offload) {
    Buffers b = buffers;
    int i = burst.count;
    int slot = PacketBurst.slotOffset(i);
    int head = Math.min(headBytes, length);
    int copied = 0;
    int segment = burst.segments;
    burst.segmentFirst[i] = segment;
    for (; piece < b.count; piece++, skip = 0) {
      long at = b.address[piece] + skip;
      int n = b.length[piece] - skip;
      int toHead = Math.min(n, head - copied);
      if (toHead > 0) {
        Memory.copy(at, burst.heads, slot + copied, toHead);
        copied += toHead;
      }
      if (n > toHead) {
        burst.segmentAddress[segment] = at + toHead;
        burst.segmentLength[segment] = n - toHead;
        segment++;
      }
    }
    burst.segmentCount[i] = segment - burst.segments;
    burst.segments = segment;
    burst.headOffset[i] = slot;
    burst.headLength[i] = head;
    burst.length[i] = length;
    burst.offload[i] = offload;
    burst.count = i + 1;
  }

  @Override
  public void release(PacketBurst burst) {
    giveBack();
  }

  private void giveBack() {
    if (ring.running) {
      for (int i = 0; i < taken; i++) {
        ring.element(i, ring.heads[i], 0);
      }
      ring.take(taken);
      ring.publish();
    }
    taken = 0;
  }
}
