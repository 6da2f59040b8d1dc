package io.sluice.ring.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Bytes outside of the heap, for what is rare and small: freed when this object is collected, so
 * who uses the address keeps the object. Packet memory is a {@code Region}, which says when it
 * goes.
 */
public final class NativeBytes {
  private final MemorySegment bytes;

  /** Zeroed bytes, at an address that is a multiple of 8. */
  public NativeBytes(int size) {
    bytes = Arena.ofAuto().allocate(size, Long.BYTES);
  }

  public long address() {
    return bytes.address();
  }
}
