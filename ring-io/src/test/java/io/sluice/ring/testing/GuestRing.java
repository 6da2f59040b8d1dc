package io.sluice.ring.testing;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.Unistd;

/**
 * A split ring as a guest's driver sees it (virtio 1.2, 2.7), in a {@link GuestRam}. Descriptors
 * are written by hand, so that a test can write wrong ones.
 */
public final class GuestRing implements AutoCloseable {
  public static final int NEXT = 1;
  public static final int WRITE = 2;
  public static final int INDIRECT = 4;

  private final GuestRam ram;
  private final int index;
  private final int size;
  private final long descriptors;
  private final long available;
  private final long used;
  private final int kick = EventFd.create();
  private final int call = EventFd.create();
  private int availIndex;
  private int usedSeen;

  /**
   * @param at offset in the memory, aligned to 16
   */
  public GuestRing(GuestRam ram, int index, int size, long at) {
    this.ram = ram;
    this.index = index;
    this.size = size;
    descriptors = at;
    available = at + 16L * size;
    used = (available + 6 + 2L * size + 7) & -8;
  }

  /** The first offset behind the ring, aligned to 64. */
  public long end() {
    return (used + 6 + 8L * size + 63) & -64;
  }

  public GuestRam ram() {
    return ram;
  }

  public int index() {
    return index;
  }

  public int size() {
    return size;
  }

  public int kickFd() {
    return kick;
  }

  public int callFd() {
    return call;
  }

  public long descriptorsOffset() {
    return descriptors;
  }

  public long availableOffset() {
    return available;
  }

  public long usedOffset() {
    return used;
  }

  /** Writes descriptor {@code i}. */
  public void descriptor(int i, long guestAddress, int length, int flags, int next) {
    writeDescriptor(ram.address(descriptors + 16L * i), guestAddress, length, flags, next);
  }

  /** Writes a descriptor anywhere, as for an indirect table. */
  public static void writeDescriptor(long at, long guestAddress, int length, int flags, int next) {
    Memory.putLong(at, guestAddress);
    Memory.putInt(at + 8, length);
    Memory.putShort(at + 12, flags);
    Memory.putShort(at + 14, next);
  }

  /** Offers the chain that starts at a descriptor, and publishes it. */
  public void offer(int head) {
    Memory.putShort(ram.address(available + 4 + 2L * (availIndex & (size - 1))), head);
    setAvailIndex(availIndex + 1);
  }

  /** Publishes any index. */
  public void setAvailIndex(int value) {
    availIndex = value & 0xffff;
    Memory.putShortRelease(ram.address(available + 2), availIndex);
  }

  public int availIndex() {
    return availIndex;
  }

  public void setAvailFlags(int flags) {
    Memory.putShort(ram.address(available), flags);
  }

  /** EVENT_IDX: the used index that the guest wants to be told of. */
  public void setUsedEvent(int value) {
    Memory.putShort(ram.address(available + 4 + 2L * size), value);
  }

  public int usedIndex() {
    return Memory.getShortAcquire(ram.address(used + 2));
  }

  public void setUsedIndex(int value) {
    Memory.putShort(ram.address(used + 2), value);
  }

  /** Whether there is a used element that was not taken. */
  public boolean hasUsed() {
    return usedIndex() != usedSeen;
  }

  /** Takes the next used element: its id in the low, its length in the high half. */
  public long takeUsed() {
    long at = ram.address(used + 4 + 8L * (usedSeen & (size - 1)));
    usedSeen = (usedSeen + 1) & 0xffff;
    return Memory.getLong(at);
  }

  @Override
  public void close() {
    Unistd.close(kick);
    Unistd.close(call);
  }
}
