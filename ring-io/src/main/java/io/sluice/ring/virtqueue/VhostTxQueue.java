package io.sluice.ring.virtqueue;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.offload.SegmentSink;
import io.sluice.ring.offload.SoftwareOffload;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;

/**
 * Transmits to a guest: the even ring of a queue pair. Owned by one lane. A packet is copied once,
 * from where it lies into the guest's buffers; checksums and segments that the guest did not
 * negotiate are completed on the way.
 *
 * <p>All writes to this guest's memory are made here and in {@link SplitRing}.
 */
public final class VhostTxQueue extends VhostQueue implements TxQueue {
  /** Chains one frame may fill: 64 KB over buffers of 128 bytes. */
  private static final int MAX_CHAINS = 512;

  private final Buffers buffers = new Buffers();
  private final int[] chainHead = new int[MAX_CHAINS];
  private final long[] chainEnd = new long[MAX_CHAINS];
  private final ChainWriter writer = new ChainWriter();
  private final SoftwareOffload software = new SoftwareOffload();
  private final SegmentSink segments = this::putSegment;

  private boolean mergeable;
  private long features;

  private int next;
  private DropReason refused;
  private boolean allSegments;
  private long sentBytes;

  public VhostTxQueue(QueueCounters counters) {
    super(counters);
  }

  @Override
  public void start(VringConfig config) {
    features = config.features();
    mergeable = (features & VringLayout.F_MRG_RXBUF) != 0;
    super.start(config);
  }

  @Override
  public int transmit(PacketBurst burst, int[] selected, int count) {
    if (!ring.running || !enabled || ring.fault != null) {
      // After a fault the port is about to start again.
      boolean off = ring.running && ring.fault == null;
      DropReason reason = off ? DropReason.RX_DISABLED : DropReason.NOT_READY;
      counters.drop(reason, burst, selected, 0, count);
      return 0;
    }
    ring.fetched = 0;
    next = 0;
    sentBytes = 0;
    int sent = 0;
    for (int n = 0; n < count; ) {
      if (next == ring.fetched && !fetch(count - n)) {
        Memory.surfaceFault();
        counters.drop(refused, burst, selected, n, count);
        break;
      }
      int plain = putPlain(burst, selected, n, count);
      if (plain > 0) {
        sent += plain;
        n += plain;
      } else {
        sent += putAny(burst, selected, n++);
      }
    }
    Memory.surfaceFault();
    counters.add(sent, sentBytes);
    return sent;
  }

  /** Drops what was looked at, if it is still there. */
  private void drop(DropReason reason, PacketBurst burst, int i) {
    Memory.surfaceFault();
    counters.drop(reason, burst, i);
  }

  /**
   * Puts packets from the n-th on for as long as they go the short way: nothing to complete, at
   * most one piece behind the head, into one buffer that was fetched. How many.
   */
  private int putPlain(PacketBurst burst, int[] selected, int n, int count) {
    SplitRing r = ring;
    int header = headerSize;
    int first = next;
    int k = first;
    long bytes = 0;
    for (int m = n; m < count && k < r.fetched; m++, k++) {
      int i = selected[m];
      int length = burst.length[i];
      int total = length + header;
      long meta = r.meta[k];
      if (burst.offload[i] != 0 && !carries(burst.offload[i])
          || burst.segmentCount[i] > 1
          || length > VringLayout.MAX_FRAME
          || VringLayout.flags(meta) != VringLayout.FLAG_WRITE
          || VringLayout.length(meta) < total) {
        break;
      }
      long at = r.translate(r.address[k], total);
      if (at == 0) {
        break;
      }
      writeHeader(at, burst.offload[i]);
      int head = burst.headLength[i];
      if (head > 0) {
        Memory.copyHead(burst.heads, burst.headOffset[i], at + header, head);
      }
      if (head < length) {
        int s = burst.segmentFirst[i];
        Memory.copyShort(burst.segmentAddress[s], at + header + head, burst.segmentLength[s]);
      }
      r.element(k - first, r.heads[k], total);
      bytes += length;
    }
    r.take(k - first);
    next = k;
    sentBytes += bytes;
    return k - first;
  }

  /** Puts one packet in whatever way it needs; 1, or 0 when it is dropped. */
  private int putAny(PacketBurst burst, int[] selected, int n) {
    int i = selected[n];
    if (needsCut(burst.offload[i])) {
      return cut(burst, i);
    }
    if (needsChecksum(burst.offload[i])) {
      if (!SoftwareOffload.completeChecksum(burst, i)) {
        drop(DropReason.BAD_OFFLOAD, burst, i);
        return 0;
      }
      if (putPlain(burst, selected, n, n + 1) == 1) {
        return 1;
      }
    }
    if (putInChains(
        burst.heads,
        burst.headOffset[i],
        burst.headLength[i],
        burst.segmentAddress,
        burst.segmentLength,
        burst.segmentFirst[i],
        burst.segmentCount[i],
        burst.length[i],
        burst.offload[i])) {
      return 1;
    }
    drop(refused, burst, i);
    return 0;
  }

  /** Whether this guest takes a packet with such an unfinished rest. */
  private boolean carries(long offload) {
    return !needsCut(offload) && !needsChecksum(offload);
  }

  /** Whether a checksum must be completed that this guest cannot. */
  private boolean needsChecksum(long offload) {
    return Offload.gsoType(offload) == Offload.GSO_NONE
        && Offload.needsChecksum(offload)
        && (features & VringLayout.F_GUEST_CSUM) == 0;
  }

  private boolean needsCut(long offload) {
    int type = Offload.gsoType(offload);
    if (type == Offload.GSO_NONE) {
      return false;
    }
    long needed =
        switch (type & ~Offload.GSO_ECN) {
          case Offload.GSO_TCPV4 -> VringLayout.F_GUEST_TSO4;
          case Offload.GSO_TCPV6 -> VringLayout.F_GUEST_TSO6;
          default -> -1;
        };
    if ((type & Offload.GSO_ECN) != 0) {
      needed |= VringLayout.F_GUEST_ECN;
    }
    return (features & needed) != needed;
  }

  private int cut(PacketBurst burst, int i) {
    allSegments = true;
    if (software.segment(burst, i, segments) < 0) {
      drop(DropReason.BAD_OFFLOAD, burst, i);
      return 0;
    }
    if (!allSegments) {
      // The guest has those before, and a hole behind them.
      drop(refused, burst, i);
      return 0;
    }
    return 1;
  }

  private boolean putSegment(
      byte[] head, int headLength, long[] addresses, int[] lengths, int count, int length) {
    allSegments = putInChains(head, 0, headLength, addresses, lengths, 0, count, length, 0);
    return allSegments;
  }

  private boolean fetch(int wanted) {
    next = 0;
    if (ring.fetch(wanted) == 0) {
      refused = ring.fault == null ? DropReason.QUEUE_FULL : DropReason.BAD_DESCRIPTOR;
      return false;
    }
    return true;
  }

  /**
   * Writes what is not there already: a buffer that comes round again has the same header mostly,
   * and a line that is only read stays in the guest's cache too. Between CPUs that are far from
   * each other this is one line less for each packet.
   */
  private void writeHeader(long at, long offload) {
    long fields = offload == 0 ? 0 : headerFields(offload);
    int csumOffset = offload == 0 ? 0 : Offload.csumOffset(offload);
    if (Memory.getLong(at) != fields) {
      Memory.putLong(at, fields);
    }
    if (Memory.getShort(at + 8) != csumOffset) {
      Memory.putShort(at + 8, csumOffset);
    }
    if (headerSize == 12 && Memory.getShort(at + 10) != 1) {
      Memory.putShort(at + 10, 1);
    }
  }

  private static long headerFields(long offload) {
    // The header-length hint is what the receiver may pull: up to the end of the L4 header's
    // checksum is always right.
    int hint = Math.min(0xffff, Offload.csumStart(offload) + Offload.csumOffset(offload) + 2);
    return Offload.flags(offload)
        | (long) Offload.gsoType(offload) << 8
        | (long) hint << 16
        | (long) Offload.gsoSize(offload) << 32
        | (long) Offload.csumStart(offload) << 48;
  }

  /**
   * A frame in whatever buffers there are: several, chains, regions. False: it found no room,
   * {@link #refused} says why, and nothing was used.
   */
  private boolean putInChains(
      byte[] heads,
      int headOffset,
      int headLength,
      long[] addresses,
      int[] lengths,
      int first,
      int count,
      int length,
      long offload) {
    if (length > VringLayout.MAX_FRAME) {
      refused = DropReason.MTU;
      return false;
    }
    int total = length + headerSize;
    int chains = gather(total);
    if (chains == 0) {
      return false;
    }
    ChainWriter w = writer;
    w.start(buffers);
    long fields = headerFields(offload);
    w.number(offload == 0 ? 0 : fields, 8);
    w.number(offload == 0 ? 0 : Offload.csumOffset(offload), 2);
    if (headerSize == 12) {
      w.number(chains, 2);
    }
    w.bytes(heads, headOffset, headLength);
    for (int s = first; s < first + count; s++) {
      w.bytes(addresses[s], lengths[s]);
    }
    long before = 0;
    for (int c = 0; c < chains; c++) {
      ring.use(chainHead[c], (int) (Math.min(chainEnd[c], total) - before));
      before = chainEnd[c];
    }
    // What was fetched counts from the avail index, which moved.
    ring.fetched = 0;
    next = 0;
    sentBytes += length;
    return true;
  }

  /** Collects chains for so many bytes; how many, or 0 with {@link #refused}. */
  private int gather(int total) {
    int ready = ring.ready();
    buffers.clear();
    int chains = 0;
    while (buffers.bytes < total) {
      if (chains == MAX_CHAINS || chains > 0 && !mergeable) {
        refused = DropReason.BUFFER_TOO_SMALL;
        return 0;
      }
      if (chains == ready) {
        refused = ring.fault == null ? DropReason.QUEUE_FULL : DropReason.BAD_DESCRIPTOR;
        return 0;
      }
      int head = ring.head(chains);
      if (head >= 0) {
        VirtqueueFault fault = ring.chain(head, VringLayout.FLAG_WRITE, buffers);
        if (fault == VirtqueueFault.PIECES && chains > 0) {
          // Each chain is one that can be; together they are too small for this frame.
          refused = DropReason.BUFFER_TOO_SMALL;
          return 0;
        }
        ring.fault = fault == null ? ring.fault : fault;
      }
      if (ring.fault != null) {
        refused = DropReason.BAD_DESCRIPTOR;
        return 0;
      }
      chainHead[chains] = head;
      chainEnd[chains] = buffers.bytes;
      chains++;
    }
    return chains;
  }

  @Override
  public void flush() {
    ring.publish();
  }
}
