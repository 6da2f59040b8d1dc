package io.sluice.ring.tap;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Region;
import io.sluice.ring.os.Errno;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.packet.Offload;
import io.sluice.ring.packet.PacketBurst;

/**
 * Receives what the kernel sends on the interface. Owned by one lane.
 *
 * <p>Each packet of a burst is read into a slot of its own, which is borrowed until release. A
 * descriptor gives one packet a call. A call that finds nothing costs some hundred nanoseconds,
 * many times an idle cycle of a lane, so after one the queue does not look again for {@value
 * #IDLE_NS} ns: below 5 % of the lane, and below what the kernel takes to wake a receiver. As long
 * as packets come, every poll looks.
 */
final class TapRxQueue implements RxQueue, AutoCloseable {
  static final long IDLE_NS = 10_000;

  /** A header and 64 KB of IP behind Ethernet and two tags, and some room to see what is longer. */
  private static final int SLOT = 66 << 10;

  private static final int MIN_LENGTH = 14;

  private final QueueCounters counters = new QueueCounters();
  private final int fd;
  private final Region slots;
  private long lookAgainNs;
  private boolean idle;
  private volatile boolean gone;

  TapRxQueue(int fd) {
    this.fd = fd;
    this.slots = Region.plain("sluice-tap-rx", (long) PacketBurst.MAX * SLOT);
  }

  /** Whether the interface was found deleted. Any thread. */
  boolean gone() {
    return gone;
  }

  @Override
  public int receive(PacketBurst burst, int headBytes, long nowNs) {
    if (idle && nowNs - lookAgainNs < 0 || gone) {
      return 0;
    }
    idle = false;
    long bytes = 0;
    for (int n = 0; n < PacketBurst.MAX; n++) {
      long slot = slots.address() + (long) n * SLOT;
      long size = Unistd.read(fd, slot, SLOT);
      if (size <= 0) {
        stop((int) size, n, nowNs);
        break;
      }
      bytes += take(burst, slot, size, headBytes);
    }
    if (burst.count > 0) {
      counters.add(burst.count, bytes);
    }
    return burst.count;
  }

  private void stop(int result, int received, long nowNs) {
    if (result == Errno.IO_ERROR || result == Errno.PEER_GONE) {
      // Reading fails only on an interface that was deleted; the descriptor is of no use any more.
      gone = true;
    } else if (received == 0) {
      idle = true;
      lookAgainNs = nowNs + IDLE_NS;
    }
  }

  /** Appends the packet, or counts why not; returns the bytes appended. */
  private int take(PacketBurst burst, long slot, long size, int headBytes) {
    if (size > SLOT) {
      counters.refuse(DropReason.MTU, 1); // the kernel cut it
      return 0;
    }
    int length = (int) size - VnetHeader.SIZE;
    if (length < MIN_LENGTH) {
      counters.refuse(DropReason.TOO_SHORT, 1);
      return 0;
    }
    long offload = VnetHeader.read(slot);
    if (!Offload.isSane(offload, length)) {
      counters.refuse(DropReason.BAD_OFFLOAD, 1);
      return 0;
    }
    BurstFrames.append(burst, slot + VnetHeader.SIZE, length, headBytes, offload);
    return length;
  }

  @Override
  public void release(PacketBurst burst) {
    // The slots are written again by the next receive.
  }

  @Override
  public QueueCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    slots.close();
  }
}
