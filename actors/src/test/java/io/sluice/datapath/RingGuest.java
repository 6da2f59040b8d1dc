package io.sluice.datapath;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.virtqueue.GuestMemory;
import io.sluice.ring.virtqueue.VringConfig;
import java.util.List;

/** The memory of a pretended guest with one ring in it, for a test to drive by hand. */
final class RingGuest implements AutoCloseable {
  static final int RING = 2048;

  /** Of the net header. */
  static final int HEADER = 12;

  private static final long RAM = 16 << 20;
  private static final long BUFFERS = 1 << 20;
  private static final int EACH = 2048;

  /** Where all descriptors of long chains point. */
  private static final long BIG = 8 << 20;

  final GuestRam ram = new GuestRam(RAM);
  final GuestRing ring;
  private final long features;
  private int next;

  /**
   * @param index of its ring: 0 receives, 1 sends
   */
  RingGuest(int index, long features) {
    this.features = features;
    ring = new GuestRing(ram, index, RING, 0);
  }

  VringConfig config(boolean enabled) {
    return new VringConfig(
        RING,
        ram.address(ring.descriptorsOffset()),
        ram.address(ring.availableOffset()),
        ram.address(ring.usedOffset()),
        0,
        0,
        features,
        null,
        enabled,
        new GuestMemory(
            List.of(new GuestMemory.Region(ram.guest(0), RAM, ram.user(0), ram.address(0)))));
  }

  /** Sends a frame that is whole. */
  void send(byte[] frame) {
    send(new byte[HEADER], frame);
  }

  void send(byte[] header, byte[] frame) {
    long at = BUFFERS + (long) next * EACH;
    Memory.copy(header, 0, ram.address(at), HEADER);
    Memory.copy(frame, 0, ram.address(at) + HEADER, frame.length);
    ring.descriptor(next, ram.guest(at), HEADER + frame.length, 0, 0);
    ring.offer(next++);
  }

  /** Offers a chain of so many pieces of so many zero bytes, header included. */
  void chain(int pieces, int length, int flags) {
    int head = next;
    for (int n = 1; n <= pieces; n++) {
      int more = n < pieces ? GuestRing.NEXT : 0;
      ring.descriptor(next, ram.guest(BIG), length, flags | more, next + 1);
      next++;
    }
    ring.offer(head);
  }

  @Override
  public void close() {
    ring.close();
    ram.close();
  }
}
