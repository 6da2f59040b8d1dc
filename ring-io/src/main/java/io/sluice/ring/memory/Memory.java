package io.sluice.ring.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads and writes memory by address. Nothing here checks anything: an address must have been
 * validated against a mapped region by the caller, for the whole length, before it comes here.
 *
 * <p>Values are little-endian (virtio's order, and this machine's). A word of a ring that the other
 * side writes is read through {@code ...Acquire} and published through {@code ...Release}.
 *
 * <p>A guest can truncate the file behind its memory. Access then raises SIGBUS, which HotSpot
 * turns into an InternalError in the accessing thread (the access itself is skipped); the lane
 * catches it and fails the device whose file shrank. Until then the thread works with what was in
 * the load's register: any bits at all, which a check of the value must withstand.
 */
public final class Memory {
  @SuppressWarnings("restricted") // the one window; see the class comment
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ALIGNED_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private static final VarHandle BYTES_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Not final, so that the compiler does not know them and masks for real: of a load of 8 or 16
  // bits
  // it believes that no other bits are set, and would leave out the mask and half of each range
  // check. After a skipped load they are whatever the register held.
  private static int bits8 = 0xff;
  private static int bits16 = 0xffff;

  // Volatile, so that the loop over it stays a loop.
  private static volatile int rounds = 4;

  private Memory() {}

  /**
   * Throws the InternalError of an access before it, if one faulted. HotSpot delivers it at a
   * safepoint poll, which may be far behind the access; the end of an uncounted loop is one.
   *
   * <p>To be called before a native call that follows such an access: the way back from a downcall
   * takes the fault and leaves it pending in the thread, where it comes up at any later time.
   */
  public static void surfaceFault() {
    int i = 0;
    while (i < rounds) {
      i++;
    }
  }

  public static byte getByte(long address) {
    return (byte) (ALL.get(ValueLayout.JAVA_BYTE, address) & bits8);
  }

  public static int getShort(long address) {
    return ALL.get(SHORT, address) & bits16;
  }

  public static int getInt(long address) {
    return ALL.get(INT, address);
  }

  public static long getLong(long address) {
    return ALL.get(LONG, address);
  }

  public static void putByte(long address, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, value);
  }

  public static void putShort(long address, int value) {
    ALL.set(SHORT, address, (short) value);
  }

  public static void putInt(long address, int value) {
    ALL.set(INT, address, value);
  }

  public static void putLong(long address, long value) {
    ALL.set(LONG, address, value);
  }

  /** Reads an aligned unsigned 16-bit word before everything that follows. */
  public static int getShortAcquire(long address) {
    return (short) ALIGNED_SHORT.getAcquire(ALL, address) & bits16;
  }

  /** Writes an aligned 16-bit word after everything that came before. */
  public static void putShortRelease(long address, int value) {
    ALIGNED_SHORT.setRelease(ALL, address, (short) value);
  }

  /** Copies between two non-overlapping places. */
  public static void copy(long from, long to, int length) {
    MemorySegment.copy(ALL, from, ALL, to, length);
  }

  /** Copies out of memory into an array. */
  public static void copy(long from, byte[] to, int toOffset, int length) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, from, to, toOffset, length);
  }

  /** Copies from an array into memory. */
  public static void copy(byte[] from, int fromOffset, long to, int length) {
    MemorySegment.copy(from, fromOffset, ALL, ValueLayout.JAVA_BYTE, to, length);
  }

  /** Sets bytes to zero. */
  public static void zero(long address, long length) {
    ALL.asSlice(address, length).fill((byte) 0);
  }

  // Frames of 32 to 64 bytes, as the smallest are, move in two blocks that may overlap.
  private static final int BLOCK = 32;

  /** As {@link #copy(long, byte[], int, int)}; small frames without a call. */
  public static void copyHead(long from, byte[] to, int toOffset, int length) {
    if (length < BLOCK || length > 2 * BLOCK) {
      copy(from, to, toOffset, length);
    } else {
      block(from, to, toOffset);
      block(from + length - BLOCK, to, toOffset + length - BLOCK);
    }
  }

  /** As {@link #copy(byte[], int, long, int)}; small frames without a call. */
  public static void copyHead(byte[] from, int fromOffset, long to, int length) {
    if (length < BLOCK || length > 2 * BLOCK) {
      copy(from, fromOffset, to, length);
    } else {
      block(from, fromOffset, to);
      block(from, fromOffset + length - BLOCK, to + length - BLOCK);
    }
  }

  /** As {@link #copy(long, long, int)}; small frames without a call. */
  public static void copyShort(long from, long to, int length) {
    if (length < BLOCK || length > 2 * BLOCK) {
      copy(from, to, length);
    } else {
      block(from, to);
      block(from + length - BLOCK, to + length - BLOCK);
    }
  }

  // A slice is checked once; constant offsets in it then cost no check.
  private static void block(long from, byte[] to, int at) {
    MemorySegment s = ALL.asSlice(from, BLOCK);
    BYTES_LONG.set(to, at, s.get(LONG, 0));
    BYTES_LONG.set(to, at + 8, s.get(LONG, 8));
    BYTES_LONG.set(to, at + 16, s.get(LONG, 16));
    BYTES_LONG.set(to, at + 24, s.get(LONG, 24));
  }

  private static void block(byte[] from, int at, long to) {
    MemorySegment s = ALL.asSlice(to, BLOCK);
    s.set(LONG, 0, (long) BYTES_LONG.get(from, at));
    s.set(LONG, 8, (long) BYTES_LONG.get(from, at + 8));
    s.set(LONG, 16, (long) BYTES_LONG.get(from, at + 16));
    s.set(LONG, 24, (long) BYTES_LONG.get(from, at + 24));
  }

  private static void block(long from, long to) {
    MemorySegment source = ALL.asSlice(from, BLOCK);
    MemorySegment s = ALL.asSlice(to, BLOCK);
    s.set(LONG, 0, source.get(LONG, 0));
    s.set(LONG, 8, source.get(LONG, 8));
    s.set(LONG, 16, source.get(LONG, 16));
    s.set(LONG, 24, source.get(LONG, 24));
  }
}
