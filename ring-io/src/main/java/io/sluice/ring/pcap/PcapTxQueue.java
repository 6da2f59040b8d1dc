package io.sluice.ring.pcap;

import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.offload.SegmentSink;
import io.sluice.ring.offload.SoftwareOffload;
import io.sluice.ring.packet.PacketBurst;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Lays copies of packets, as records of the file, in the writer's ring. Owned by one lane; the ring
 * being full is a drop. Packets are finished in software first: the file shows what a wire would
 * carry. A packet that is cut is written whole or not at all.
 */
final class PcapTxQueue implements TxQueue, SegmentSink, AutoCloseable {
  private static final int RING_SIZE = 4 << 20;
  private static final int MIN_LENGTH = 14;
  private static final int MAX_LENGTH = SoftwareOffload.MAX_LENGTH;

  private final QueueCounters counters = new QueueCounters();
  private final SoftwareOffload software = new SoftwareOffload();
  private final RecordRing ring;
  private final CaptureWriter writer;
  private final byte[] header = new byte[PcapFormat.RECORD_HEADER];
  private final long epochNs;

  // Whether the ring was full while a packet was cut.
  private boolean full;

  PcapTxQueue(Path path) {
    this(path, RING_SIZE);
  }

  PcapTxQueue(Path path, int ringSize) {
    ring = new RecordRing(ringSize);
    try {
      writer = new CaptureWriter(path, ring);
    } catch (RuntimeException e) {
      ring.close();
      throw e;
    }
    Instant now = Instant.now();
    epochNs = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
  }

  @Override
  public int transmit(PacketBurst burst, int[] selected, int count) {
    if (writer.failure() != null) {
      counters.drop(DropReason.IO_ERROR, burst, selected, 0, count);
      return 0;
    }
    // Borrowed memory that its guest truncated ends a transmit in the middle of a record.
    ring.rewind();
    stamp(epochNs + System.nanoTime());
    int sent = 0;
    long bytes = 0;
    for (int n = 0; n < count; n++) {
      int i = selected[n];
      long start = ring.position();
      DropReason reason = write(burst, i);
      if (reason == null) {
        sent++;
        bytes += burst.length[i];
      } else {
        ring.rewind(start);
        Memory.surfaceFault();
        counters.drop(reason, burst, i);
      }
    }
    // A fault in borrowed memory may come up late: not behind what shows its record to the writer.
    Memory.surfaceFault();
    ring.publish();
    if (sent > 0) {
      counters.add(sent, bytes);
    }
    return sent;
  }

  /** The reason why it was not written, null when it was. */
  private DropReason write(PacketBurst burst, int i) {
    int length = burst.length[i];
    if (length < MIN_LENGTH) {
      return DropReason.TOO_SHORT;
    }
    if (length > MAX_LENGTH) {
      return DropReason.MTU;
    }
    if (SoftwareOffload.needsSegmentation(burst.offload[i])) {
      full = false;
      int frames = software.segment(burst, i, this);
      return frames < 0 ? DropReason.BAD_OFFLOAD : full ? DropReason.QUEUE_FULL : null;
    }
    if (!SoftwareOffload.completeChecksum(burst, i)) {
      return DropReason.BAD_OFFLOAD;
    }
    if (!ring.fits(PcapFormat.RECORD_HEADER + length)) {
      return DropReason.QUEUE_FULL;
    }
    record(length);
    ring.append(burst.heads, burst.headOffset[i], burst.headLength[i]);
    int end = burst.segmentFirst[i] + burst.segmentCount[i];
    for (int s = burst.segmentFirst[i]; s < end; s++) {
      ring.append(burst.segmentAddress[s], burst.segmentLength[s]);
    }
    return null;
  }

  @Override
  public boolean frame(
      byte[] head, int headLength, long[] addresses, int[] lengths, int segments, int length) {
    if (!ring.fits(PcapFormat.RECORD_HEADER + length)) {
      full = true;
      return false;
    }
    record(length);
    ring.append(head, 0, headLength);
    for (int s = 0; s < segments; s++) {
      ring.append(addresses[s], lengths[s]);
    }
    return true;
  }

  private void stamp(long nowNs) {
    put(0, (int) (nowNs / 1_000_000_000L));
    put(4, (int) (nowNs % 1_000_000_000L));
  }

  private void record(int length) {
    put(8, length);
    put(12, length);
    ring.append(header, 0, header.length);
  }

  private void put(int at, int value) {
    for (int n = 0; n < 4; n++) {
      header[at + n] = (byte) (value >>> 8 * n);
    }
  }

  @Override
  public void flush() {
    // The writer looks by itself: waking it would cost the lane a system call.
  }

  @Override
  public QueueCounters counters() {
    return counters;
  }

  /** Why nothing is written any more, or null. Any thread. */
  String failure() {
    return writer.failure();
  }

  @Override
  public void close() {
    writer.close();
    ring.close();
  }
}
