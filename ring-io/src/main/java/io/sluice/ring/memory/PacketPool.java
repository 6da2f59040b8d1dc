package io.sluice.ring.memory;

import io.sluice.ring.packet.PacketBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Chunks of {@value #CHUNK_SIZE} bytes for owned packets: those that are kept longer than their
 * burst. Packets longer than a chunk are chains of chunks, filled one after the other.
 *
 * <p>A lane allocates and frees through a {@link ChunkCache} of its own; the caches share one lock
 * free stack. A packet may be freed through another cache than it was allocated from. A packet is
 * named by its first chunk's number; whoever holds it is its only user, and hands it to another
 * thread through something that orders memory (an exchange ring).
 *
 * <p>Every chunk has an owner's tag, 0 when it is free: who uses how much is counted from the tags
 * when someone asks, and freeing what is free is noticed. A tag says also which of its owner's
 * allocations it was, so that who looks twice knows whether a chunk was held all the time.
 */
public final class PacketPool implements AutoCloseable {
  public static final int CHUNK_SIZE = 2048;

  /** No packet. */
  public static final int NONE = FreeStack.NONE;

  public static final int MAX_CHUNKS = 1 << 22;

  private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int FREE = 0;

  /** A tag's low bits: the owner. The rest are an allocation's number, which comes around. */
  private static final int OWNER_BITS = 10;

  private static final int OWNER_MASK = (1 << OWNER_BITS) - 1;

  private final Region region;
  private final int chunks;
  private final FreeStack free;
  private final int[] owners;
  private final int[] links;
  private final int[] lengths;
  private final long[] offloads;
  private final List<String> ownerNames = new ArrayList<>(List.of("free"));
  private final AtomicLong doubleFrees = new AtomicLong();
  private final AtomicLong foreignFrees = new AtomicLong();

  /**
   * What the pool's chunks are doing.
   *
   * @param free in the shared stack and in the lanes' caches
   * @param used by owner; each owner that was registered
   * @param doubleFrees packets freed that were free: each is a mistake of ours
   * @param foreignFrees numbers or addresses given back that are not this pool's
   */
  public record Usage(
      int chunks, int free, Map<String, Integer> used, long doubleFrees, long foreignFrees) {}

  public PacketPool(int chunks) {
    this(chunks, Region.preferHuge("sluice-pool", (long) checked(chunks) * CHUNK_SIZE));
  }

  /** In memory that was made for it. */
  PacketPool(int chunks, Region region) {
    this.chunks = chunks;
    this.region = region;
    this.free = new FreeStack(chunks);
    this.owners = new int[chunks];
    this.links = new int[chunks];
    this.lengths = new int[chunks];
    this.offloads = new long[chunks];
  }

  private static int checked(int chunks) {
    if (chunks < 1 || chunks > MAX_CHUNKS) {
      throw new IllegalArgumentException(
          "a packet pool has 1 to " + MAX_CHUNKS + " chunks, not " + chunks);
    }
    return chunks;
  }

  /** How much memory, on which pages, and why: to be said at start. */
  public String describe() {
    return "packet pool: " + chunks + " chunks of " + CHUNK_SIZE + " bytes, " + region.describe();
  }

  /** A cache for one lane, whose name its packets are counted under. */
  public ChunkCache cache(String owner) {
    return new ChunkCache(this, register(owner));
  }

  private synchronized int register(String owner) {
    int known = ownerNames.indexOf(owner);
    if (known > FREE) {
      return known; // a lane that was restarted
    }
    if (ownerNames.size() > OWNER_MASK) {
      throw new IllegalStateException("a packet pool has at most " + OWNER_MASK + " owners");
    }
    ownerNames.add(owner);
    return ownerNames.size() - 1;
  }

  /** Counts chunks by owner. Any thread; while lanes run it is true within their last moves. */
  public synchronized Usage usage() {
    int[] counts = new int[ownerNames.size()];
    for (int i = 0; i < chunks; i++) {
      counts[tag(i) & OWNER_MASK]++;
    }
    Map<String, Integer> used = new LinkedHashMap<>();
    for (int owner = FREE + 1; owner < counts.length; owner++) {
      used.put(ownerNames.get(owner), counts[owner]);
    }
    return new Usage(chunks, counts[FREE], used, doubleFrees.get(), foreignFrees.get());
  }

  /** A chunk's tag: another one whenever it is allocated anew; 0: it is free. Any thread. */
  int tag(int chunk) {
    return (int) OWNER.getOpaque(owners, chunk);
  }

  /** Whose a tag is. */
  synchronized String ownerOf(int tag) {
    return ownerNames.get(tag & OWNER_MASK);
  }

  public int chunks() {
    return chunks;
  }

  /** The memory all chunks lie in, which may be shared with another process. */
  public Region region() {
    return region;
  }

  public long address(int chunk) {
    return region.address() + (long) chunk * CHUNK_SIZE;
  }

  /** The chunk that an address lies in; NONE if it is not this pool's. */
  public int chunkOf(long address) {
    long offset = address - region.address();
    return offset < 0 || offset >= (long) chunks * CHUNK_SIZE ? NONE : (int) (offset / CHUNK_SIZE);
  }

  /** Bytes of a packet. */
  public int length(int packet) {
    return lengths[packet];
  }

  /** What a packet still needs, as in {@link PacketBurst#offload}. */
  public long offload(int packet) {
    return offloads[packet];
  }

  /**
   * Appends a packet to a burst: its first bytes copied into the head, the rest borrowed from the
   * chunks, which must not be freed before the burst is done with.
   *
   * @return false when the burst has no room for it
   */
  public boolean load(int packet, PacketBurst burst, int headBytes) {
    int length = lengths[packet];
    int first = burst.segments;
    if (burst.count == PacketBurst.MAX || first + chunksFor(length) > PacketBurst.MAX_SEGMENTS) {
      return false;
    }
    BurstFrames.append(
        burst, address(packet), Math.min(length, CHUNK_SIZE), headBytes, offloads[packet]);
    int i = burst.count - 1;
    burst.length[i] = length;
    int chunk = packet;
    for (int left = length - CHUNK_SIZE; left > 0; left -= CHUNK_SIZE) {
      chunk = links[chunk];
      burst.segmentAddress[burst.segments] = address(chunk);
      burst.segmentLength[burst.segments++] = Math.min(left, CHUNK_SIZE);
    }
    burst.segmentCount[i] = burst.segments - first;
    return true;
  }

  static int chunksFor(int length) {
    return Math.max(1, (length + CHUNK_SIZE - 1) / CHUNK_SIZE);
  }

  // What a cache does to chunks that its lane holds.

  int take(int[] into, int offset, int most) {
    return free.pop(into, offset, most);
  }

  void giveBack(int[] from, int offset, int count) {
    free.push(from, offset, count);
  }

  /**
   * @param allocation whichever of the owner's allocations it is
   */
  void own(int chunk, int owner, int allocation) {
    OWNER.setOpaque(owners, chunk, owner | allocation << OWNER_BITS);
  }

  void link(int chunk, int next) {
    links[chunk] = next;
  }

  int next(int chunk) {
    return links[chunk];
  }

  void contents(int packet, int length, long offload) {
    lengths[packet] = length;
    offloads[packet] = offload;
  }

  boolean isChunk(int chunk) {
    if (chunk >= 0 && chunk < chunks) {
      return true;
    }
    foreignFrees.incrementAndGet();
    return false;
  }

  /** Ends the use of a chunk; false when it had ended. Of two threads, one is told so. */
  boolean disown(int chunk) {
    if ((int) OWNER.getAndSet(owners, chunk, FREE) != FREE) {
      return true;
    }
    doubleFrees.incrementAndGet();
    return false;
  }

  /** After all lanes have left. */
  @Override
  public void close() {
    region.close();
  }
}
