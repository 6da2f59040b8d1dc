package io.sluice.ring.virtqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuffersTest {
  private static final int SIZE = 32768;
  private static final long TABLE = 1 << 20;

  private final GuestRam ram = new GuestRam(2 << 20);
  private final GuestMemory memory =
      new GuestMemory(
          List.of(new GuestMemory.Region(ram.guest(0), ram.size(), ram.user(0), ram.address(0))));
  private final Buffers buffers = new Buffers();

  @AfterEach
  void close() {
    ram.close();
  }

  /** Descriptors of so many bytes each, one leading to the next. */
  private void chain(long at, int first, int count, int bytes) {
    for (int i = first; i < first + count; i++) {
      GuestRing.writeDescriptor(
          ram.address(at + 16L * i),
          ram.guest(0),
          bytes,
          i < first + count - 1 ? GuestRing.NEXT : 0,
          i + 1);
    }
  }

  private VirtqueueFault append(int size, int head) {
    return buffers.append(ram.address(0), size, head, 0, memory);
  }

  @Test
  void shouldTakeAnIndirectTableOfTheRingsSize() {
    for (int size : new int[] {1, 2, 256}) {
      buffers.clear();
      chain(TABLE, 0, size, 10);
      GuestRing.writeDescriptor(ram.address(0), ram.guest(TABLE), 16 * size, GuestRing.INDIRECT, 0);
      assertNull(append(size, 0));
      assertEquals(size, buffers.count);
      assertEquals(10L * size, buffers.bytes);
    }
  }

  /** Else a ring of 32768 such chains would keep a lane for milliseconds at each poll. */
  @Test
  void shouldNotFollowAChainOfNothingForLong() {
    chain(0, 0, Buffers.MAX, 0);
    assertNull(append(SIZE, 0));
    assertEquals(0, buffers.count);
    buffers.clear();
    chain(0, 0, Buffers.MAX + 1, 0);
    assertEquals(VirtqueueFault.PIECES, append(SIZE, 0));
    buffers.clear();
    chain(TABLE, 0, Buffers.MAX + 1, 0);
    GuestRing.writeDescriptor(
        ram.address(0), ram.guest(TABLE), 16 * (Buffers.MAX + 1), GuestRing.INDIRECT, 0);
    assertEquals(VirtqueueFault.PIECES, append(SIZE, 0));
  }

  @Test
  void shouldBoundAllChainsOfOneFrameTogether() {
    int half = Buffers.MAX / 2;
    chain(0, 0, half, 0);
    chain(0, half, half, 0);
    chain(0, 2 * half, 1, 0);
    assertNull(append(SIZE, 0));
    assertNull(append(SIZE, half));
    assertEquals(VirtqueueFault.PIECES, append(SIZE, 2 * half));
    buffers.clear();
    assertNull(append(SIZE, 2 * half));
  }

  @Test
  void shouldEndALoop() {
    chain(0, 0, 4, 0);
    GuestRing.writeDescriptor(ram.address(16 * 3), ram.guest(0), 0, GuestRing.NEXT, 0);
    assertEquals(VirtqueueFault.LOOP, append(4, 0));
    buffers.clear();
    GuestRing.writeDescriptor(ram.address(16 * 3), ram.guest(0), 0, 0, 0);
    assertNull(append(4, 0));
  }
}
