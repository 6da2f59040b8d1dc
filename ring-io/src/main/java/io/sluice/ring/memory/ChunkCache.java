package io.sluice.ring.memory;

import io.sluice.ring.packet.PacketBurst;

/**
 * One lane's door to a {@link PacketPool}: keeps up to {@value #SIZE} free chunks, and takes and
 * gives {@value #BATCH} at a time from and to the shared stack, so that lanes meet there once in
 * many packets. Owned by one lane; allocates nothing.
 */
public final class ChunkCache implements AutoCloseable {
  static final int BATCH = 32;
  static final int SIZE = 2 * BATCH;

  private final PacketPool pool;
  private final int owner;
  private final int[] free = new int[SIZE];
  private int count;
  private int allocations;

  // Where copy writes next.
  private int chunk;
  private int room;

  ChunkCache(PacketPool pool, int owner) {
    this.pool = pool;
    this.owner = owner;
  }

  /** A packet of one chunk, with no bytes yet; NONE when the pool is empty. */
  public int allocate() {
    if (count == 0) {
      count = pool.take(free, 0, BATCH);
      if (count == 0) {
        return PacketPool.NONE;
      }
    }
    int taken = free[--count];
    pool.own(taken, owner, ++allocations);
    pool.link(taken, PacketPool.NONE);
    pool.contents(taken, 0, 0);
    return taken;
  }

  /** An owned copy of packet {@code i}; NONE when the pool has not enough chunks for it. */
  public int copy(PacketBurst burst, int i) {
    int length = burst.length[i];
    int packet = chain(PacketPool.chunksFor(length));
    if (packet == PacketPool.NONE) {
      return packet;
    }
    pool.contents(packet, length, burst.offload[i]);
    try {
      fill(packet, burst, i);
    } catch (InternalError e) {
      // Borrowed memory that its guest truncated: the guest's fault must not cost us chunks.
      freeLinked(packet);
      throw e;
    }
    return packet;
  }

  private void fill(int packet, PacketBurst burst, int i) {
    int head = burst.headLength[i];
    chunk = packet;
    room = PacketPool.CHUNK_SIZE - head;
    Memory.copy(burst.heads, burst.headOffset[i], pool.address(packet), head);
    int end = burst.segmentFirst[i] + burst.segmentCount[i];
    for (int s = burst.segmentFirst[i]; s < end; s++) {
      append(burst.segmentAddress[s], burst.segmentLength[s]);
    }
  }

  private void append(long from, int length) {
    while (length > 0) {
      if (room == 0) {
        chunk = pool.next(chunk);
        room = PacketPool.CHUNK_SIZE;
      }
      int n = Math.min(length, room);
      Memory.copy(from, pool.address(chunk) + PacketPool.CHUNK_SIZE - room, n);
      from += n;
      length -= n;
      room -= n;
    }
  }

  /** Chunks linked one to the next, all or none. */
  private int chain(int chunks) {
    int first = PacketPool.NONE;
    for (int n = 0; n < chunks; n++) {
      int added = allocate();
      if (added == PacketPool.NONE) {
        freeLinked(first);
        return added;
      }
      pool.link(added, first);
      first = added;
    }
    return first;
  }

  private void freeLinked(int first) {
    for (int linked = first; linked != PacketPool.NONE; ) {
      int next = pool.next(linked);
      pool.disown(linked);
      put(linked);
      linked = next;
    }
  }

  /**
   * Counts a packet that another lane handed over as this lane's from now on. Only its holder calls
   * this.
   */
  public void adopt(int packet) {
    int linked = packet;
    allocations++;
    for (int n = PacketPool.chunksFor(pool.length(packet)); n > 0; n--) {
      pool.own(linked, owner, allocations);
      linked = pool.next(linked);
    }
  }

  /**
   * Frees a packet with all its chunks. A packet that is free already, or no packet, is counted by
   * the pool and otherwise left alone.
   *
   * @return whether it was freed
   */
  public boolean free(int packet) {
    if (!pool.isChunk(packet)) {
      return false;
    }
    int linked = packet;
    int chunks = PacketPool.chunksFor(pool.length(packet));
    for (int n = 0; n < chunks; n++) {
      // Read before it is anyone else's.
      int next = pool.next(linked);
      if (!pool.disown(linked)) {
        return false;
      }
      put(linked);
      linked = next;
    }
    return true;
  }

  /** Frees the packet whose first chunk holds this address. */
  public boolean freeAt(long address) {
    return free(pool.chunkOf(address));
  }

  private void put(int chunk) {
    if (count == SIZE) {
      // The half that was not used for longest.
      pool.giveBack(free, 0, BATCH);
      System.arraycopy(free, BATCH, free, 0, BATCH);
      count = BATCH;
    }
    free[count++] = chunk;
  }

  /** Gives what is cached back to all; packets in use stay in use. */
  @Override
  public void close() {
    if (count > 0) {
      pool.giveBack(free, 0, count);
      count = 0;
    }
  }
}
