package io.sluice.ring.pcap;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded ring of bytes between one lane and one writer thread: the lane lays whole records in it
 * and publishes them, the writer takes them out. Nobody waits for the other.
 *
 * <p>Positions count bytes for ever; {@code position & mask} is where a byte lies. The lane owns
 * {@code published} and its private {@link #position}, the writer owns {@code taken}.
 */
final class RecordRing implements AutoCloseable {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  // On cache lines of their own.
  private static final int PUBLISHED = 16;
  private static final int TAKEN = 32;

  private final Region region;
  private final long mask;
  private final long[] cells = new long[48];

  // The lane's: where it writes, and the last it saw of the writer.
  private long position;
  private long takenSeen;

  /**
   * @param size bytes, a power of two
   */
  RecordRing(int size) {
    this(size, Region.plain("sluice-pcap-ring", size));
  }

  /** In memory that was made for it. */
  RecordRing(int size, Region region) {
    if (Integer.bitCount(size) != 1) {
      region.close();
      throw new IllegalArgumentException("a power of two is expected, not " + size);
    }
    this.region = region;
    mask = size - 1;
  }

  /** Lane: where the next byte goes; keep it to {@link #rewind}. */
  long position() {
    return position;
  }

  /** Lane: forgets all that is not published. */
  void rewind() {
    position = cells[PUBLISHED];
  }

  /** Lane: forgets what was laid in since {@code to} and not published. */
  void rewind(long to) {
    position = to;
  }

  /** Lane: whether {@code bytes} more fit. */
  boolean fits(long bytes) {
    long limit = mask + 1 - bytes;
    if (position - takenSeen <= limit) {
      return true;
    }
    takenSeen = (long) LONGS.getAcquire(cells, TAKEN);
    return position - takenSeen <= limit;
  }

  /** Lane: appends bytes that were found to fit. */
  void append(byte[] from, int offset, int length) {
    int first = (int) Math.min(length, mask + 1 - (position & mask));
    Memory.copy(from, offset, region.address() + (position & mask), first);
    Memory.copy(from, offset + first, region.address(), length - first);
    position += length;
  }

  /** Lane: appends bytes that were found to fit. */
  void append(long from, int length) {
    int first = (int) Math.min(length, mask + 1 - (position & mask));
    Memory.copy(from, region.address() + (position & mask), first);
    Memory.copy(from + first, region.address(), length - first);
    position += length;
  }

  /** Lane: shows the writer all whole records so far. */
  void publish() {
    LONGS.setRelease(cells, PUBLISHED, position);
  }

  /** Writer: everything before this may be taken; it is the end of a record. */
  long published() {
    return (long) LONGS.getAcquire(cells, PUBLISHED);
  }

  /** Writer: where it stands. */
  long taken() {
    return cells[TAKEN];
  }

  /** Writer: the address of the byte at a position. */
  long address(long at) {
    return region.address() + (at & mask);
  }

  /** Writer: bytes that lie in one piece from a position on, up to {@code end}. */
  long contiguous(long at, long end) {
    return Math.min(end - at, mask + 1 - (at & mask));
  }

  /** Writer: gives the space before {@code to} back to the lane. */
  void take(long to) {
    LONGS.setRelease(cells, TAKEN, to);
  }

  @Override
  public void close() {
    region.close();
  }
}
