package io.sluice.ring.virtqueue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The mapped regions of one guest. Immutable; a changed table is a new one. The mappings' lifetime
 * is the vhost session's: it unmaps only after every queue that holds this table has stopped.
 */
public final class GuestMemory {
  /** No regions: nothing translates. */
  public static final GuestMemory NONE = new GuestMemory(List.of());

  /**
   * One region.
   *
   * @param guestBase guest-physical address of its first byte
   * @param size bytes
   * @param userBase the front end's own address of its first byte (ring addresses are given so)
   * @param hostBase where it is mapped here
   */
  public record Region(long guestBase, long size, long userBase, long hostBase) {}

  private final Region[] regions;
  private final long[] guestBase;
  private final long[] size;
  private final long[] toHost;

  /**
   * @param regions not overlapping in guest addresses, sizes above 0 and no region wrapping past
   *     2^64; the session checks that before it maps
   */
  public GuestMemory(List<Region> regions) {
    this.regions = regions.toArray(Region[]::new);
    Arrays.sort(this.regions, Comparator.comparing(Region::guestBase, Long::compareUnsigned));
    int n = this.regions.length;
    guestBase = new long[n];
    size = new long[n];
    toHost = new long[n];
    for (int i = 0; i < n; i++) {
      Region r = this.regions[i];
      guestBase[i] = r.guestBase();
      size[i] = r.size();
      toHost[i] = r.hostBase() - r.guestBase();
    }
  }

  public List<Region> regions() {
    return List.of(regions);
  }

  int count() {
    return guestBase.length;
  }

  long guestBase(int i) {
    return guestBase[i];
  }

  long size(int i) {
    return size[i];
  }

  /** What to add to a guest address in region i to get the address here. */
  long toHost(int i) {
    return toHost[i];
  }

  /** The index of the region that holds all of [address, address + length), or -1. */
  public int find(long address, long length) {
    for (int i = 0; i < guestBase.length; i++) {
      if (holds(address, length, guestBase[i], size[i])) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The address here of [guestAddress, guestAddress + length), or 0 when no one region holds it.
   */
  public long translate(long guestAddress, long length) {
    int i = find(guestAddress, length);
    return i < 0 ? 0 : guestAddress + toHost[i];
  }

  /** As {@link #translate} for an address of the front end's own space. */
  public long translateUser(long userAddress, long length) {
    for (Region r : regions) {
      if (holds(userAddress, length, r.userBase(), r.size())) {
        return userAddress - r.userBase() + r.hostBase();
      }
    }
    return 0;
  }

  /** Whether [address, address + length) lies in [base, base + size), without overflow. */
  static boolean holds(long address, long length, long base, long size) {
    long offset = address - base;
    return Long.compareUnsigned(offset, size) < 0
        && Long.compareUnsigned(length, size - offset) <= 0;
  }
}
