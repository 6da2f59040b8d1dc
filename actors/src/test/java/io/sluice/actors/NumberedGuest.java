package io.sluice.actors;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.vhost.VirtioFeature;
import java.nio.file.Path;

/**
 * A guest with one queue pair that sends numbered frames and looks at the numbers of those it
 * receives. Driven by the test's thread.
 */
final class NumberedGuest implements AutoCloseable {
  static final int RING = 256;
  private static final int FRAME = 64;
  private static final int HEADER = 12;
  private static final int BUFFER = 128;

  private final GuestRam ram = new GuestRam(1 << 20);
  private final GuestRing receiving = new GuestRing(ram, 0, RING, 0);
  private final GuestRing transmitting = new GuestRing(ram, 1, RING, receiving.end());
  private final long buffers = transmitting.end();
  private final FrontEnd frontEnd;
  private long free = RING;

  /** Frames sent so far; the next one has this number. */
  long sent;

  /** Frames received so far. */
  long received;

  /** The first frame that was not the one after the last; empty while all is in order. */
  String disorder = "";

  NumberedGuest(Path socket) {
    for (int i = 0; i < RING; i++) {
      receiving.descriptor(i, ram.guest(rxBuffer(i)), BUFFER, GuestRing.WRITE, 0);
      receiving.offer(i);
      transmitting.descriptor(i, ram.guest(txBuffer(i)), HEADER + FRAME, 0, 0);
      Memory.zero(ram.address(txBuffer(i)), BUFFER);
      long frame = ram.address(txBuffer(i)) + HEADER;
      Memory.putByte(frame, (byte) 2);
      Memory.putByte(frame + 6, (byte) 2);
      Memory.putByte(frame + 12, (byte) 0x88);
      Memory.putByte(frame + 13, (byte) 0xb5);
    }
    frontEnd = FrontEnd.connect(socket, () -> {});
    frontEnd.negotiate(VirtioFeature.VERSION_1 | VirtioFeature.PROTOCOL_FEATURES, 0);
    frontEnd.setMemTable(ram);
    frontEnd.startRing(receiving, 0);
    frontEnd.startRing(transmitting, 0);
    frontEnd.enableRing(0, true);
    frontEnd.enableRing(1, true);
    // Answered behind all of it.
    frontEnd.ask(FrontEnd.GET_FEATURES);
  }

  private long rxBuffer(int i) {
    return buffers + (long) i * BUFFER;
  }

  private long txBuffer(int i) {
    return buffers + (long) (RING + i) * BUFFER;
  }

  /** Sends one frame if a descriptor is free. */
  boolean send() {
    while (transmitting.hasUsed()) {
      transmitting.takeUsed();
      free++;
    }
    if (free == 0) {
      return false;
    }
    int i = (int) (sent % RING);
    Memory.putLong(ram.address(txBuffer(i)) + HEADER + FRAME - 8, sent++);
    transmitting.offer(i);
    free--;
    return true;
  }

  /** Takes what has arrived, and gives the buffers back. */
  void receive() {
    while (receiving.hasUsed()) {
      int i = (int) receiving.takeUsed();
      long number = Memory.getLong(ram.address(rxBuffer(i)) + HEADER + FRAME - 8);
      if (number != received && disorder.isEmpty()) {
        disorder = "expected frame " + received + ", got " + number;
      }
      received = number + 1;
      receiving.offer(i);
    }
  }

  /** Offers a descriptor that points outside the guest's memory. */
  void breakRing() {
    transmitting.descriptor(0, ram.guest(ram.size()) + 4096, FRAME, 0, 0);
    transmitting.offer(0);
  }

  @Override
  public void close() {
    frontEnd.close();
    receiving.close();
    transmitting.close();
    ram.close();
  }
}
