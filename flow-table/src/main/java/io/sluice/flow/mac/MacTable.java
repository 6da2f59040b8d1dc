package io.sluice.flow.mac;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which port an address was last seen on, by VLAN. Owned by one lane. Entries are also linked from
 * the oldest to the newest use: ageing and eviction take from the old end. Arrays only, so that
 * refreshing allocates nothing.
 */
public final class MacTable {
  public static final int MAX_ENTRIES = 8192;
  public static final long AGE_NS = 300_000_000_000L;

  private static final int SLOTS = 4 * MAX_ENTRIES;
  private static final long ANNOUNCE_NS = AGE_NS / 5;
  private static final int END = MAX_ENTRIES; // the list's head and tail

  private final long[] keys = new long[MAX_ENTRIES];
  private final int[] ports = new int[MAX_ENTRIES];
  private final long[] usedNs = new long[MAX_ENTRIES];
  private final long[] announcedNs = new long[MAX_ENTRIES];
  private final int[] older = new int[MAX_ENTRIES + 1];
  private final int[] newer = new int[MAX_ENTRIES + 1];
  private final int[] free = new int[MAX_ENTRIES];
  private final int[] slots = new int[SLOTS]; // entry + 1; 0 is empty
  private final MacListener listener;
  private int freeCount = MAX_ENTRIES;
  private long version;

  public MacTable(MacListener listener) {
    this.listener = listener;
    for (int i = 0; i < MAX_ENTRIES; i++) {
      free[i] = MAX_ENTRIES - 1 - i;
    }
    older[END] = END;
    newer[END] = END;
  }

  /** VLAN and address in one long. */
  public static long key(long mac, int vlan) {
    return (long) vlan << 48 | mac;
  }

  /** Grows when what {@link #lookup} says has changed for some address. */
  public long version() {
    return version;
  }

  public int size() {
    return MAX_ENTRIES - freeCount;
  }

  /** The port of an address, or -1. */
  public int lookup(long key) {
    int slot = find(key);
    return slots[slot] == 0 ? -1 : ports[slots[slot] - 1];
  }

  /** A packet from this address came in by this port. */
  public void learn(long key, int ofport, long nowNs) {
    int entry = put(key, ofport, nowNs);
    if (entry >= 0) {
      announcedNs[entry] = nowNs;
      listener.macLearned(key & 0xffff_ffff_ffffL, (int) (key >>> 48), ofport, nowNs);
    }
  }

  /** Another lane saw it; the listener is not told. */
  public void learnQuietly(long key, int ofport, long nowNs) {
    int entry = put(key, ofport, nowNs);
    if (entry >= 0) {
      announcedNs[entry] = nowNs;
    }
  }

  /** A cached flow from this address is in use; does nothing when it has moved or gone. */
  public void refresh(long key, int ofport, long nowNs) {
    int slot = find(key);
    if (slots[slot] != 0 && ports[slots[slot] - 1] == ofport) {
      learn(key, ofport, nowNs);
    }
  }

  /** Forgets up to {@code limit} addresses unused for too long; returns how many. */
  public int age(long nowNs, int limit) {
    int aged = 0;
    int oldest = newer[END];
    while (aged < limit && oldest != END && nowNs - usedNs[oldest] >= AGE_NS) {
      remove(find(keys[oldest]));
      oldest = newer[END];
      aged++;
    }
    return aged;
  }

  public void removePort(int ofport) {
    int entry = newer[END];
    while (entry != END) {
      int next = newer[entry];
      if (ports[entry] == ofport) {
        remove(find(keys[entry]));
      }
      entry = next;
    }
  }

  /** All entries, the least recently used first; a copy. */
  public List<MacEntry> list() {
    List<MacEntry> all = new ArrayList<>(size());
    for (int e = newer[END]; e != END; e = newer[e]) {
      all.add(
          new MacEntry(keys[e] & 0xffff_ffff_ffffL, (int) (keys[e] >>> 48), ports[e], usedNs[e]));
    }
    return all;
  }

  /** Returns the entry when others should hear of it, -1 otherwise. */
  private int put(long key, int ofport, long nowNs) {
    int slot = find(key);
    if (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      usedNs[entry] = nowNs;
      unlink(entry);
      linkNewest(entry);
      if (ports[entry] == ofport) {
        return nowNs - announcedNs[entry] >= ANNOUNCE_NS ? entry : -1;
      }
      ports[entry] = ofport;
      version++;
      return entry;
    }
    if (freeCount == 0) {
      remove(find(keys[newer[END]]));
      slot = find(key);
    }
    int entry = free[--freeCount];
    keys[entry] = key;
    ports[entry] = ofport;
    usedNs[entry] = nowNs;
    slots[slot] = entry + 1;
    linkNewest(entry);
    version++;
    return entry;
  }

  private void remove(int slot) {
    int entry = slots[slot] - 1;
    unlink(entry);
    free[freeCount++] = entry;
    version++;
    // Close the gap: move back what was only behind it because of it.
    int gap = slot;
    int i = slot;
    slots[gap] = 0;
    while (true) {
      i = i + 1 & SLOTS - 1;
      if (slots[i] == 0) {
        return;
      }
      int home = home(keys[slots[i] - 1]);
      if ((i - home & SLOTS - 1) >= (i - gap & SLOTS - 1)) {
        slots[gap] = slots[i];
        slots[i] = 0;
        gap = i;
      }
    }
  }

  private int find(long key) {
    int slot = home(key);
    while (slots[slot] != 0 && keys[slots[slot] - 1] != key) {
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }

  private static int home(long key) {
    return (int) (key * 0x9E3779B97F4A7C15L >>> 40) & SLOTS - 1;
  }

  private void unlink(int entry) {
    newer[older[entry]] = newer[entry];
    older[newer[entry]] = older[entry];
  }

  private void linkNewest(int entry) {
    older[entry] = older[END];
    newer[entry] = END;
    newer[older[END]] = entry;
    older[END] = entry;
  }

  /** Forgets everything. */
  public void clear() {
    while (newer[END] != END) {
      remove(find(keys[newer[END]]));
    }
    Arrays.fill(slots, 0);
  }
}
