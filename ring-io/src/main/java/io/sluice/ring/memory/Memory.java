package io.sluice.ring.memory;

import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.agrona.UnsafeApi;

/**
 * Reads and writes memory by address. No address is checked: it must have been validated against a
 * mapped region by the caller, for the whole length, before it comes here. Places in arrays are.
 *
 * <p>An access is one intrinsic of HotSpot's, through Agrona: that of a MemorySegment is some 250
 * bytecodes that fold to the same load, but C2 stops to inline where they fill its graph (see
 * docs/adr/0013-raw-memory.md).
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
  private static final long BYTES = UnsafeApi.arrayBaseOffset(byte[].class);

  static {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new ExceptionInInitializerError("Sluice needs a little-endian machine");
    }
  }

  // Not final, so that the compiler does not know them and masks for real: of a load of 8 or 16
  // bits
  // it believes that no other bits are set, and would leave out the mask and half of each range
  // check. After a skipped load they are whatever the register held.
  private static int bits8 = 0xff;
  private static int bits16 = 0xffff;
  // The same for another reason: HotSpot cannot skip the load that widens an int to a long on its
  // way.
  private static int bits32 = 0xffff_ffff;

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
    return (byte) (UnsafeApi.getByte(address) & bits8);
  }

  public static int getShort(long address) {
    return UnsafeApi.getShort(address) & bits16;
  }

  public static int getInt(long address) {
    return UnsafeApi.getInt(address) & bits32;
  }

  public static long getLong(long address) {
    return UnsafeApi.getLong(address);
  }

  public static void putByte(long address, byte value) {
    UnsafeApi.putByte(address, value);
  }

  public static void putShort(long address, int value) {
    UnsafeApi.putShort(address, (short) value);
  }

  public static void putInt(long address, int value) {
    UnsafeApi.putInt(address, value);
  }

  public static void putLong(long address, long value) {
    UnsafeApi.putLong(address, value);
  }

  /** Reads an aligned unsigned 16-bit word before everything that follows. */
  public static int getShortAcquire(long address) {
    return UnsafeApi.getShortAcquire(null, address) & bits16;
  }

  /**
   * Writes an aligned 16-bit word after everything that came before. A fence and a plain store:
   * what the interpreter runs for the release store is an xchg, and where that one faults HotSpot
   * ends the JVM (it cannot tell how long the instruction is, to skip it).
   */
  public static void putShortRelease(long address, int value) {
    VarHandle.releaseFence();
    UnsafeApi.putShort(address, (short) value);
  }

  /** Copies between two non-overlapping places. */
  public static void copy(long from, long to, int length) {
    UnsafeApi.copyMemory(from, to, length);
  }

  /** Copies out of memory into an array. */
  public static void copy(long from, byte[] to, int toOffset, int length) {
    Objects.checkFromIndexSize(toOffset, length, to.length);
    UnsafeApi.copyMemory(null, from, to, BYTES + toOffset, length);
  }

  /** Copies from an array into memory. */
  public static void copy(byte[] from, int fromOffset, long to, int length) {
    Objects.checkFromIndexSize(fromOffset, length, from.length);
    UnsafeApi.copyMemory(from, BYTES + fromOffset, null, to, length);
  }

  /** Sets bytes to zero. */
  public static void zero(long address, long length) {
    UnsafeApi.setMemory(address, length, (byte) 0);
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

  // Methods of at most 35 bytecodes: C2 inlines these wherever they are called, frequently or not.

  private static void block(long from, byte[] to, int at) {
    long place = place(to, at);
    half(from, to, place);
    half(from + 16, to, place + 16);
  }

  private static void block(byte[] from, int at, long to) {
    long place = place(from, at);
    half(from, place, to);
    half(from, place + 16, to + 16);
  }

  private static void block(long from, long to) {
    half(from, to);
    half(from + 16, to + 16);
  }

  private static long place(byte[] array, int at) {
    return BYTES + Objects.checkFromIndexSize(at, BLOCK, array.length);
  }

  private static void half(long from, byte[] to, long place) {
    UnsafeApi.putLong(to, place, UnsafeApi.getLong(from));
    UnsafeApi.putLong(to, place + 8, UnsafeApi.getLong(from + 8));
  }

  private static void half(byte[] from, long place, long to) {
    UnsafeApi.putLong(to, UnsafeApi.getLong(from, place));
    UnsafeApi.putLong(to + 8, UnsafeApi.getLong(from, place + 8));
  }

  private static void half(long from, long to) {
    UnsafeApi.putLong(to, UnsafeApi.getLong(from));
    UnsafeApi.putLong(to + 8, UnsafeApi.getLong(from + 8));
  }
}
