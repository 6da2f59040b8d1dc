package io.sluice.ring.virtqueue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.os.EventSignal;
import java.util.List;

/**
 * A guest of our own: the driver's side of one queue pair, in memory that nobody else has. It sends
 * what it is told to and gives back what it received. For driving the queues without a front end.
 * Owned by the thread that owns the queues.
 *
 * <p>Entry {@code i} of each avail ring always names the same descriptors, because the queues use
 * them in order: to offer buffers is to move the index.
 */
public final class SyntheticGuest {
  /** How a sent frame lies in memory. */
  public enum Layout {
    /** Header and frame in one buffer. */
    ONE_BUFFER,
    /** The header, and the frame in two parts, each in a descriptor of its own. */
    CHAIN,
    /** The same, in an indirect table. */
    INDIRECT
  }

  /**
   * What is sent.
   *
   * @param header the first eight bytes of the virtio-net header: offloads; 0 for none
   * @param checksumOffset the header's csum_offset
   */
  public record Frame(byte[] bytes, long header, int checksumOffset) {
    public Frame(byte[] bytes) {
      this(bytes, 0, 0);
    }
  }

  /** Frames that can be sent before the queue is polled. */
  public static final int SLOTS = 64;

  /** The longest frame that can be sent. */
  public static final int MAX_FRAME = 1900;

  // Each slot has four descriptors: one alone, or the first of three.
  private static final int SIZE = 4 * SLOTS;
  private static final int BUFFER = 2048;
  private static final int CHAIN_TABLE = BUFFER - 3 * VringLayout.DESCRIPTOR_SIZE;
  private static final long AVAILABLE = (long) VringLayout.DESCRIPTOR_SIZE * SIZE;
  private static final long USED = AVAILABLE + 4 * SIZE;
  private static final long RING = USED + 2L * VringLayout.USED_ENTRY_SIZE * SIZE;
  private static final long SENT = 2 * RING;
  private static final long RECEIVED = SENT + (long) SLOTS * BUFFER;

  /** Bytes of memory that one guest takes. */
  public static final long MEMORY = RECEIVED + (long) SIZE * BUFFER;

  private final Region memory;
  private final long features;
  private final EventSignal call;
  private final int header;
  private final GuestMemory regions;
  private int sent;
  private int taken;

  /**
   * @param memory {@link #MEMORY} bytes, zeroed, not closed before the queues have stopped
   * @param features as a driver negotiates them
   * @param receiveBytes of each buffer that it receives into, header included
   * @param call interrupts it; null: nothing does
   */
  public SyntheticGuest(Region memory, long features, int receiveBytes, EventSignal call) {
    if (receiveBytes < 64 || receiveBytes > BUFFER) {
      throw new IllegalArgumentException("buffers of 64 to " + BUFFER + ", not " + receiveBytes);
    }
    this.memory = memory;
    this.features = features;
    this.call = call;
    header = VringLayout.netHeaderSize(features);
    regions =
        new GuestMemory(List.of(new GuestMemory.Region(0, memory.size(), 0, memory.address())));
    for (int i = 0; i < SIZE; i++) {
      available(0, i, 4 * (i % SLOTS));
      available(RING, i, i);
      descriptor(
          RING + 16L * i, RECEIVED + (long) i * BUFFER, receiveBytes, VringLayout.FLAG_WRITE, 0);
    }
    wantInterrupts(false);
    Memory.putShortRelease(at(RING + AVAILABLE + VringLayout.RING_INDEX), SIZE);
  }

  /** Whether it wants to be interrupted, as drivers say it without EVENT_IDX; at first not. */
  public void wantInterrupts(boolean want) {
    int flags = want ? 0 : VringLayout.AVAIL_NO_INTERRUPT;
    Memory.putShort(at(AVAILABLE), flags);
    Memory.putShort(at(RING + AVAILABLE), flags);
  }

  /** The ring that it sends through as it stands, for a {@link VhostRxQueue}. */
  public VringConfig sending() {
    return ring(0);
  }

  /** The ring that it receives through as it stands, for a {@link VhostTxQueue}. */
  public VringConfig receiving() {
    return ring(RING);
  }

  private VringConfig ring(long offset) {
    return new VringConfig(
        SIZE,
        at(offset),
        at(offset + AVAILABLE),
        at(offset + USED),
        used(offset),
        used(offset),
        features,
        call,
        true,
        regions);
  }

  /** Writes a frame; {@link #publish} offers it. Not more than {@link #SLOTS} between polls. */
  public void send(Frame frame, Layout layout) {
    int slot = sent % SLOTS;
    long buffer = SENT + (long) slot * BUFFER;
    byte[] bytes = frame.bytes();
    Memory.putLong(at(buffer), frame.header());
    Memory.putShort(at(buffer + 8), frame.checksumOffset());
    Memory.copy(bytes, 0, at(buffer + header), bytes.length);
    long first = 4L * slot * VringLayout.DESCRIPTOR_SIZE;
    switch (layout) {
      case ONE_BUFFER -> descriptor(first, buffer, header + bytes.length, 0, 0);
      case CHAIN -> chain(first, 4 * slot, buffer, bytes.length);
      case INDIRECT -> {
        chain(buffer + CHAIN_TABLE, 0, buffer, bytes.length);
        descriptor(
            first,
            buffer + CHAIN_TABLE,
            3 * VringLayout.DESCRIPTOR_SIZE,
            VringLayout.FLAG_INDIRECT,
            0);
      }
    }
    sent++;
  }

  private void chain(long table, int index, long buffer, int length) {
    int half = length / 2;
    int next = VringLayout.FLAG_NEXT;
    descriptor(table, buffer, header, next, index + 1);
    descriptor(table + 16, buffer + header, half, next, index + 2);
    descriptor(table + 32, buffer + header + half, length - half, 0, 0);
  }

  /** Offers what was sent. */
  public void publish() {
    Memory.putShortRelease(at(AVAILABLE + VringLayout.RING_INDEX), sent);
  }

  /** Frames sent that the queue has not given back. */
  public int underWay() {
    return (sent - used(0)) & 0xffff;
  }

  /** Gives all buffers with received data back. How many there were. */
  public int receive() {
    int now = used(RING);
    int n = (now - taken) & 0xffff;
    taken = now;
    Memory.putShortRelease(at(RING + AVAILABLE + VringLayout.RING_INDEX), now + SIZE);
    return n;
  }

  private int used(long ring) {
    return Memory.getShortAcquire(at(ring + USED + VringLayout.RING_INDEX));
  }

  private void available(long ring, int i, int head) {
    Memory.putShort(at(ring + AVAILABLE + VringLayout.AVAIL_ENTRIES + 2L * i), head);
  }

  private void descriptor(long offset, long buffer, int length, int flags, int next) {
    Memory.putLong(at(offset), buffer);
    Memory.putLong(at(offset + 8), length | (long) flags << 32 | (long) next << 48);
  }

  private long at(long offset) {
    return memory.address() + offset;
  }
}
