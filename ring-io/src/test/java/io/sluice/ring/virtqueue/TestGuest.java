package io.sluice.ring.virtqueue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.EventSignal;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import java.util.List;

/** A guest's memory with one ring in it and room for buffers; the test is its driver. */
final class TestGuest implements AutoCloseable {
  static final int SIZE = 256;
  static final int BUFFER = 4096;
  private static final long BUFFERS = 1 << 16;
  private static final long RAM = 4 << 20;

  final GuestRam ram = new GuestRam(RAM);
  final GuestRing ring;
  private final EventSignal call;
  final int headerSize;
  final long features;
  private int next;

  TestGuest(int index, long features) {
    this.features = features;
    headerSize = VringLayout.netHeaderSize(features);
    ring = new GuestRing(ram, index, SIZE, 0);
    call = EventSignal.of(Fcntl.duplicate(ring.callFd()));
  }

  VringConfig config(int availIndex, int usedIndex, boolean enabled) {
    return new VringConfig(
        SIZE,
        ram.address(ring.descriptorsOffset()),
        ram.address(ring.availableOffset()),
        ram.address(ring.usedOffset()),
        availIndex,
        usedIndex,
        features,
        call,
        enabled,
        memory());
  }

  GuestMemory memory() {
    return new GuestMemory(
        List.of(new GuestMemory.Region(ram.guest(0), RAM, ram.user(0), ram.address(0))));
  }

  static long buffer(int i) {
    return BUFFERS + (long) i * BUFFER;
  }

  /** Offers a frame to transmit in one buffer: a header of zeros, then the frame. */
  void send(byte[] frame) {
    int i = next++ % SIZE;
    long at = ram.address(buffer(i));
    Memory.zero(at, headerSize);
    Memory.copy(frame, 0, at + headerSize, frame.length);
    ring.descriptor(i, ram.guest(buffer(i)), headerSize + frame.length, 0, 0);
    ring.offer(i);
  }

  /** Writes a header and frame at a buffer without offering it. */
  void write(int buffer, byte[] header, byte[] frame) {
    Memory.copy(header, 0, ram.address(buffer(buffer)), header.length);
    Memory.copy(frame, 0, ram.address(buffer(buffer)) + header.length, frame.length);
  }

  /** Offers an empty buffer of {@code length} bytes to receive into. */
  void offerBuffer(int i, int length) {
    ring.descriptor(i, ram.guest(buffer(i)), length, GuestRing.WRITE, 0);
    ring.offer(i);
  }

  byte[] read(long offset, int length) {
    byte[] bytes = new byte[length];
    Memory.copy(ram.address(offset), bytes, 0, length);
    return bytes;
  }

  @Override
  public void close() {
    call.close();
    ring.close();
    ram.close();
  }
}
