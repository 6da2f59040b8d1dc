package io.sluice.ring.tap;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.os.Errno;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;

/**
 * Gives packets to the kernel, as if they were received on the interface. Owned by one lane.
 *
 * <p>One writev a packet: the header and the packet's head lie in our scratch, the borrowed
 * segments are handed over where they are. A packet in more pieces than {@value #MAX_PIECES} is
 * copied together first. A fault of a guest's memory comes up before a native call, which would
 * carry it off to a later time: then the packet was not written.
 *
 * <pre>
 *   scratch: | iovecs | virtio-net header, head | or: virtio-net header, whole packet |
 * </pre>
 */
final class TapTxQueue implements TxQueue, AutoCloseable {
  /** The largest IP packet behind Ethernet and two tags. */
  static final int MAX_LENGTH = 65_535 + 14 + 8;

  private static final int MIN_LENGTH = 14;
  private static final int MAX_PIECES = 64;
  private static final int IOVECS_SIZE = (MAX_PIECES + 1) * Unistd.IOVEC_SIZE;

  private final QueueCounters counters = new QueueCounters();
  private final int fd;
  private final Region scratch;
  private final long iovecs;
  private final long packet;

  TapTxQueue(int fd) {
    this.fd = fd;
    this.scratch = Region.plain("sluice-tap-tx", IOVECS_SIZE + VnetHeader.SIZE + MAX_LENGTH);
    this.iovecs = scratch.address();
    this.packet = scratch.address() + IOVECS_SIZE;
  }

  @Override
  public int transmit(PacketBurst burst, int[] selected, int count) {
    Memory.surfaceFault(); // of what received the burst
    int sent = 0;
    long bytes = 0;
    for (int n = 0; n < count; n++) {
      int i = selected[n];
      DropReason reason = refuse(burst, i);
      if (reason == null) {
        reason = write(burst, i);
      }
      if (reason == null) {
        sent++;
        bytes += burst.length[i];
      } else {
        counters.drop(reason, burst, i);
      }
    }
    if (sent > 0) {
      counters.add(sent, bytes);
    }
    return sent;
  }

  private static DropReason refuse(PacketBurst burst, int i) {
    int length = burst.length[i];
    if (length < MIN_LENGTH) {
      return DropReason.TOO_SHORT;
    }
    if (length > MAX_LENGTH) {
      return DropReason.MTU;
    }
    long offload = burst.offload[i];
    int type = Offload.gsoType(offload) & ~Offload.GSO_ECN;
    boolean known =
        type == Offload.GSO_NONE || type == Offload.GSO_TCPV4 || type == Offload.GSO_TCPV6;
    return known && Offload.isSane(offload, length) ? null : DropReason.BAD_OFFLOAD;
  }

  private DropReason write(PacketBurst burst, int i) {
    VnetHeader.write(packet, burst.offload[i], burst.length[i]);
    long result;
    if (burst.segmentCount[i] <= MAX_PIECES) {
      result = Unistd.writev(fd, iovecs, gather(burst, i));
    } else {
      BurstFrames.copyTo(burst, i, packet + VnetHeader.SIZE);
      Memory.surfaceFault();
      result = Unistd.write(fd, packet, VnetHeader.SIZE + (long) burst.length[i]);
    }
    if (result >= 0) {
      return null;
    }
    return result == Errno.WOULD_BLOCK || result == Errno.NO_BUFFERS
        ? DropReason.QUEUE_FULL
        : DropReason.IO_ERROR;
  }

  private int gather(PacketBurst burst, int i) {
    int head = burst.headLength[i];
    Memory.copy(burst.heads, burst.headOffset[i], packet + VnetHeader.SIZE, head);
    Memory.putLong(iovecs, packet);
    Memory.putLong(iovecs + 8, VnetHeader.SIZE + head);
    long at = iovecs + Unistd.IOVEC_SIZE;
    int end = burst.segmentFirst[i] + burst.segmentCount[i];
    for (int s = burst.segmentFirst[i]; s < end; s++) {
      Memory.putLong(at, burst.segmentAddress[s]);
      Memory.putLong(at + 8, burst.segmentLength[s]);
      at += Unistd.IOVEC_SIZE;
    }
    return 1 + burst.segmentCount[i];
  }

  @Override
  public void flush() {
    // The kernel has each packet when writev returns.
  }

  @Override
  public QueueCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
