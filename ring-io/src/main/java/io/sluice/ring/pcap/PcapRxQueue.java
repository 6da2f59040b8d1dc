package io.sluice.ring.pcap;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RatePacer;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;

/** Replays a capture file, or nothing when there is none. Owned by one lane. */
final class PcapRxQueue implements RxQueue {
  private static final int MIN_LENGTH = 14;

  private final QueueCounters counters = new QueueCounters();
  private final CaptureFile file;
  private final int frames;
  private final boolean loop;
  private final RatePacer pacer;
  private int next;

  /**
   * @param file null: there is no input
   */
  PcapRxQueue(CaptureFile file, long packetsPerSecond, boolean loop) {
    this.file = file;
    this.frames = file == null ? 0 : file.count();
    this.loop = loop;
    this.pacer = new RatePacer(packetsPerSecond);
  }

  @Override
  public int receive(PacketBurst burst, int headBytes, long nowNs) {
    if (next >= frames && (!loop || frames == 0)) {
      return 0;
    }
    int due = pacer.due(PacketBurst.MAX, nowNs);
    int taken = 0;
    long bytes = 0;
    while (taken < due && (next < frames || loop)) {
      int frame = next < frames ? next : 0;
      next = frame + 1;
      taken++;
      int length = file.length(frame);
      if (length < MIN_LENGTH) {
        counters.refuse(DropReason.TOO_SHORT, 1);
        continue;
      }
      BurstFrames.append(burst, file.address(frame), length, headBytes, 0);
      bytes += length;
    }
    pacer.sent(taken);
    if (burst.count > 0) {
      counters.add(burst.count, bytes);
    }
    return burst.count;
  }

  @Override
  public void release(PacketBurst burst) {
    // The file's memory stays.
  }

  @Override
  public QueueCounters counters() {
    return counters;
  }
}
