package io.sluice.ring.virtqueue;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.EventSignal;
import io.sluice.ring.packet.PacketBurst;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * The device's side of one split ring: takes heads from the avail ring, gives them back through the
 * used ring, interrupts the guest when it asked for it. Owned by one lane. The avail index is the
 * guest's, the used index is ours; all else that the guest can write is read once and checked.
 *
 * <p>Polled, so kicks are not wanted: {@code used.flags} says so, or with EVENT_IDX an avail_event
 * just behind us, which the guest passes once in 65536 entries.
 */
final class SplitRing {
  final int[] heads = new int[PacketBurst.MAX];
  final long[] address = new long[PacketBurst.MAX];
  final long[] meta = new long[PacketBurst.MAX];

  /** Entries in {@link #heads}, from {@link #availIndex} on. */
  int fetched;

  int size;
  int availIndex;
  int usedIndex;
  boolean running;
  VringConfig config;
  VirtqueueFault fault;

  private int mask;
  private long table;
  private long available;
  private long used;
  private long features;
  private EventSignal call;
  private final CallCost cost = new CallCost();
  private int published;
  private int availSeen;

  // Since the queue was made; for whoever asks.
  private long interrupts;
  private long suppressed;

  // The region of the last translation: nearly always that of the next.
  private long regionBase;
  private long regionSize;
  private long regionToHost;

  void start(VringConfig c) {
    config = c;
    size = c.size();
    mask = size - 1;
    table = c.descriptors();
    available = c.available();
    used = c.used();
    features = c.features();
    call = c.call();
    availIndex = c.availIndex() & 0xffff;
    usedIndex = c.usedIndex() & 0xffff;
    published = usedIndex;
    availSeen = availIndex;
    fetched = 0;
    fault = null;
    regionSize = 0;
    if (eventIdx()) {
      Memory.putShort(
          used + VringLayout.USED_ENTRIES + (long) VringLayout.USED_ENTRY_SIZE * size,
          availIndex - 1);
    } else {
      Memory.putShort(used, VringLayout.USED_NO_NOTIFY);
    }
    running = true;
    // A back end before us may have died between the used index and the interrupt.
    interrupt();
  }

  void stop() {
    publish();
    running = false;
    config = null;
    call = null;
    fetched = 0;
  }

  /** Avail entries not taken; reads the guest's index only when fewer than a burst were seen. */
  int ready() {
    int ready = (availSeen - availIndex) & 0xffff;
    if (ready < PacketBurst.MAX) {
      availSeen = Memory.getShortAcquire(available + VringLayout.RING_INDEX);
      ready = (availSeen - availIndex) & 0xffff;
      if (ready > size) {
        fault = VirtqueueFault.AVAIL_INDEX;
        availSeen = availIndex;
        return 0;
      }
    }
    return ready;
  }

  /**
   * Reads up to {@code wanted} heads and their first descriptors, without taking them: all heads,
   * then all descriptors, so that the loads overlap. After a fault those before it are there.
   */
  int fetch(int wanted) {
    int n = Math.min(Math.min(wanted, ready()), PacketBurst.MAX);
    int[] h = heads;
    long entries = available + VringLayout.AVAIL_ENTRIES;
    int m = mask;
    int from = availIndex;
    int limit = size;
    for (int i = 0; i < n; i++) {
      int head = Memory.getShort(entries + 2L * ((from + i) & m));
      if (head >= limit) {
        fault = VirtqueueFault.HEAD;
        n = i;
        break;
      }
      h[i] = head;
    }
    long t = table;
    for (int i = 0; i < n; i++) {
      long at = t + (long) h[i] * VringLayout.DESCRIPTOR_SIZE;
      address[i] = Memory.getLong(at);
      meta[i] = Memory.getLong(at + 8);
    }
    fetched = n;
    return n;
  }

  /** Entry {@code k} from the avail index on, which is ready; -1 after a fault. */
  int head(int k) {
    int head =
        Memory.getShort(available + VringLayout.AVAIL_ENTRIES + 2L * ((availIndex + k) & mask));
    if (head >= size) {
      fault = VirtqueueFault.HEAD;
      return -1;
    }
    return head;
  }

  /** The address here of a whole buffer in one region, 0 when it is not. */
  long translate(long guest, long length) {
    long offset = guest - regionBase;
    if (Long.compareUnsigned(offset, regionSize) < 0 && length <= regionSize - offset) {
      return guest + regionToHost;
    }
    return translateAnew(guest, length);
  }

  private long translateAnew(long guest, long length) {
    GuestMemory memory = config.memory();
    int i = memory.find(guest, length);
    if (i < 0) {
      return 0;
    }
    // A fault of another guest's memory may come up in between: no mix of two regions.
    regionSize = 0;
    regionBase = memory.guestBase(i);
    regionToHost = memory.toHost(i);
    regionSize = memory.size(i);
    return guest + regionToHost;
  }

  /** Appends a chain's pieces. */
  VirtqueueFault chain(int head, int write, Buffers to) {
    return to.append(table, size, head, write, config.memory());
  }

  /** Takes the next avail entry and writes its used element; not published yet. */
  void use(int head, int length) {
    element(0, head, length);
    take(1);
  }

  /** Writes the used element {@code n} from the next on; {@link #take} follows. */
  void element(int n, int head, int length) {
    Memory.putLong(
        used
            + VringLayout.USED_ENTRIES
            + (long) VringLayout.USED_ENTRY_SIZE * ((usedIndex + n) & mask),
        head | (long) length << 32);
  }

  /** Takes {@code n} avail entries whose used elements are written. */
  void take(int n) {
    usedIndex = (usedIndex + n) & 0xffff;
    availIndex = (availIndex + n) & 0xffff;
  }

  /** Makes what was used visible and interrupts the guest if it asked for it. */
  void publish() {
    int old = published;
    int now = usedIndex;
    if (!running || old == now) {
      return;
    }
    Memory.putShortRelease(used + VringLayout.RING_INDEX, now);
    published = now;
    if (call != null && interruptWanted(old, now)) {
      interrupt();
    } else {
      suppressed++;
    }
  }

  private boolean interruptWanted(int old, int now) {
    // Our index must be visible before we look: else the guest may sleep and we not wake it.
    VarHandle.fullFence();
    if (eventIdx()) {
      int event = Memory.getShort(available + VringLayout.AVAIL_ENTRIES + 2L * size);
      return ((now - event - 1) & 0xffff) < ((now - old) & 0xffff);
    }
    return (Memory.getShort(available) & VringLayout.AVAIL_NO_INTERRUPT) == 0;
  }

  private void interrupt() {
    if (call != null) {
      Memory.surfaceFault();
      interrupts++;
      if (!cost.signal(call)) {
        fault = VirtqueueFault.SLOW_CALL;
      }
    }
  }

  /**
   * What this ring is like. Any thread: the fields are read as they lie, each whole and at most a
   * burst old, for the lane passes fences between bursts.
   */
  RingView view(boolean enabled) {
    VringConfig c = config;
    VirtqueueFault f = fault;
    boolean runs = running && c != null;
    return new RingView(
        runs,
        runs && enabled,
        runs ? c.size() : 0,
        availSeen,
        availIndex,
        published,
        runs ? c.features() : 0,
        interrupts,
        suppressed,
        runs ? c.memory().regions() : List.of(),
        f == null ? "" : f.text());
  }

  private boolean eventIdx() {
    return (features & VringLayout.F_EVENT_IDX) != 0;
  }
}
