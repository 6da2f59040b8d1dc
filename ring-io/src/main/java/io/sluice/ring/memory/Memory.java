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

  // A call to copy costs several small moves; a packet's head and most packets are that small.
  private static final int SHORT_COPY = 128;

  /** As {@link #copy(long, byte[], int, int)}; fast when there are few bytes. */
  public static void copyHead(long from, byte[] to, int toOffset, int length) {
    if (length < 8 || length > SHORT_COPY) {
      copy(from, to, toOffset, length);
      return;
    }
    int last = length - 8;
    for (int i = 0; i < last; i += 8) {
      BYTES_LONG.set(to, toOffset + i, ALL.get(LONG, from + i));
    }
    BYTES_LONG.set(to, toOffset + last, ALL.get(LONG, from + last));
  }

  /** As {@link #copy(byte[], int, long, int)}; fast when there are few bytes. */
  public static void copyHead(byte[] from, int fromOffset, long to, int length) {
    if (length < 8 || length > SHORT_COPY) {
      copy(from, fromOffset, to, length);
      return;
    }
    int last = length - 8;
    for (int i = 0; i < last; i += 8) {
      ALL.set(LONG, to + i, (long) BYTES_LONG.get(from, fromOffset + i));
    }
    ALL.set(LONG, to + last, (long) BYTES_LONG.get(from, fromOffset + last));
  }

  /** As {@link #copy(long, long, int)}; fast when there are few bytes. */
  public static void copyShort(long from, long to, int length) {
    if (length < 8 || length > SHORT_COPY) {
      copy(from, to, length);
      return;
    }
    int last = length - 8;
    for (int i = 0; i < last; i += 8) {
      ALL.set(LONG, to + i, ALL.get(LONG, from + i));
    }
    ALL.set(LONG, to + last, ALL.get(LONG, from + last));
  }
}
