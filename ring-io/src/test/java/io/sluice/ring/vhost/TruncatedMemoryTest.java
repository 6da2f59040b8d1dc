package io.sluice.ring.vhost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Mman;
import io.sluice.ring.os.Stat;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/**
 * A guest that truncates the file behind its memory: every kind of access must come back as an
 * InternalError (or do nothing), interpreted and compiled, and must never end the JVM.
 */
class TruncatedMemoryTest {
  private static final int SIZE = 1 << 16;

  // C2 compiles a method after some ten thousand calls.
  private static final int COMPILE = 30_000;

  private static final byte[] heap = new byte[4096];
  private static long sink;

  @Test
  void shouldSurviveReads() {
    survive(a -> sink += Memory.getLong(a) + Memory.getShort(a) + Memory.getByte(a));
  }

  @Test
  void shouldSurviveAcquireAndRelease() {
    survive(
        a -> {
          sink += Memory.getShortAcquire(a);
          Memory.putShortRelease(a, 1);
        });
  }

  @Test
  void shouldSurviveWrites() {
    survive(
        a -> {
          Memory.putLong(a, 1);
          Memory.putInt(a, 1);
          Memory.putByte(a, (byte) 1);
        });
  }

  @Test
  void shouldSurviveCopiesOut() {
    survive(a -> Memory.copy(a, heap, 0, 64));
    survive(a -> Memory.copy(a, heap, 0, 1500));
  }

  @Test
  void shouldSurviveCopiesIn() {
    survive(a -> Memory.copy(heap, 0, a, 64));
    survive(a -> Memory.copy(heap, 0, a, 1500));
  }

  @Test
  void shouldSurviveCopiesBetweenGuests() {
    try (GuestRam other = new GuestRam(SIZE)) {
      survive(a -> Memory.copy(a, other.address(0), 1500));
      survive(a -> Memory.copy(other.address(0), a, 1500));
      survive(a -> Memory.copy(other.address(0), a, 60));
    }
  }

  @Test
  void shouldSurviveZeroing() {
    survive(a -> Memory.zero(a, 1500));
  }

  private static int lastShort;
  private static int lastAcquired;
  private static int lastByte;

  /** What a faulting load leaves in its register is checked as an int that can be anything. */
  @Test
  void shouldReadNoMoreThanSixteenBitsOfWhatIsNotThere() {
    LongConsumer read =
        a -> {
          lastShort = Memory.getShort(a);
          lastAcquired = Memory.getShortAcquire(a);
          lastByte = Memory.getByte(a) & 0xff;
        };
    survive(read);
    try (GuestRam ram = new GuestRam(SIZE)) {
      ram.truncate();
      for (int i = 0; i < 1000; i++) {
        assertEquals(1, guarded(read, ram.address(2L * i)));
        assertEquals(lastShort & 0xffff, lastShort, "read by getShort");
        assertEquals(lastAcquired & 0xffff, lastAcquired, "read by getShortAcquire");
        assertEquals(lastByte & 0xff, lastByte, "read by getByte");
      }
    }
  }

  private static void survive(LongConsumer access) {
    // Interpreted (or wherever the method is by now), then compiled with good memory, then again.
    faults(access, 1);
    try (GuestRam good = new GuestRam(SIZE)) {
      for (int i = 0; i < COMPILE; i++) {
        access.accept(good.address(8L * (i & 7)));
      }
    }
    faults(access, 100);
  }

  private static void faults(LongConsumer access, int times) {
    try (GuestRam ram = new GuestRam(SIZE)) {
      access.accept(ram.address(0));
      ram.truncate();
      int caught = 0;
      for (int i = 0; i < times; i++) {
        caught += guarded(access, ram.address(4096L * (i & 7)));
      }
      assertEquals(times, caught, "an access to truncated memory went unnoticed");
    }
  }

  /**
   * As a lane does it: the error may come a little after the access, but before the poll is left.
   */
  private static int guarded(LongConsumer access, long address) {
    try {
      access.accept(address);
      return 0;
    } catch (InternalError e) {
      return 1;
    }
  }

  @Test
  void shouldSurviveInALoopLikeALanes() {
    try (GuestRam ram = new GuestRam(SIZE)) {
      assertFalse(polls(ram.address(0), 200_000));
      ram.truncate();
      assertTrue(polls(ram.address(0), 200_000));
    }
  }

  /**
   * All inlined into one compiled loop: the error may then surface at the loop's edge and not in
   * the poll that made it, which is why a lane also catches around its whole cycle.
   */
  private static boolean polls(long address, int cycles) {
    int failed = 0;
    int escaped = 0;
    int i = 0;
    while (i < cycles && escaped == 0) {
      try {
        for (; i < cycles; i++) {
          try {
            sink += Memory.getShortAcquire(address);
            Memory.copy(address + 64, heap, 0, 128);
          } catch (InternalError e) {
            failed++;
          }
        }
      } catch (InternalError e) {
        escaped++;
      }
    }
    return failed + escaped > 0;
  }

  @Test
  void shouldSurfaceFaultsWhereItIsAskedTo() {
    try (GuestRam ram = new GuestRam(SIZE)) {
      surfaced(ram.address(0), 200_000);
      ram.truncate();
      assertEquals(200_000, surfaced(ram.address(0), 200_000));
    }
  }

  /** Inlined like {@link #polls}; how many faults came up in the call after their access. */
  private static int surfaced(long address, int cycles) {
    int caught = 0;
    for (int i = 0; i < cycles; i++) {
      try {
        sink += Memory.getShortAcquire(address);
        Memory.putLong(address + 64, i);
        Memory.surfaceFault();
      } catch (InternalError e) {
        caught++;
      }
    }
    return caught;
  }

  @Test
  void shouldNoticeMemoryThatWasGoneForAMoment() throws Exception {
    try (GuestRam ram = new GuestRam(SIZE);
        VhostUserBackend backend = new VhostUserBackend(VhostDeviceConfig.single())) {
      backend.handle(
          new VhostMessage(
              FrontEnd.SET_MEM_TABLE, 1, FrontEnd.memTable(ram), Fcntl.duplicate(ram.fd())));
      Memory.putLong(ram.address(0), 1);
      assertFalse(backend.memoryMayHaveShrunk(), "its guest has only written to it");
      ram.truncate();
      Unistd.ftruncate(ram.fd(), SIZE);
      assertFalse(backend.memoryShrunk());
      assertTrue(backend.memoryMayHaveShrunk());
    }
  }

  @Test
  void shouldNotSuspectMemoryThatCannotShrink() throws Exception {
    int sealed = Mman.memfdCreate("sealed", Mman.MFD_ALLOW_SEALING);
    Unistd.ftruncate(sealed, SIZE);
    Fcntl.fcntl(sealed, Fcntl.F_ADD_SEALS, Fcntl.F_SEAL_SHRINK);
    try (VhostUserBackend backend = new VhostUserBackend(VhostDeviceConfig.single())) {
      backend.handle(
          new VhostMessage(
              FrontEnd.SET_MEM_TABLE,
              1,
              FrontEnd.memTable(0, SIZE, 0, 0),
              Fcntl.duplicate(sealed)));
      Stat.fchmod(sealed, 0600);
      assertFalse(backend.memoryMayHaveShrunk());
    }
    Unistd.close(sealed);
  }

  @Test
  void shouldNoticeAndNeutralise() throws Exception {
    try (GuestRam ram = new GuestRam(SIZE, 0x1000, 0x7000_0000L, 8192);
        VhostUserBackend backend = new VhostUserBackend(VhostDeviceConfig.single())) {
      int copy = Fcntl.duplicate(ram.fd());
      backend.handle(new VhostMessage(FrontEnd.SET_MEM_TABLE, 1, FrontEnd.memTable(ram), copy));
      long host = backend.memory().translate(0x1000 + 100, 8);
      Memory.putLong(ram.address(100), 77);
      assertEquals(77, Memory.getLong(host));
      assertFalse(backend.memoryShrunk());
      ram.truncate();
      assertTrue(backend.memoryShrunk());
      backend.neutralise();
      assertEquals(0, Memory.getLong(host));
      Memory.putLong(host, 5);
      assertEquals(5, Memory.getLong(host));
    }
  }
}
