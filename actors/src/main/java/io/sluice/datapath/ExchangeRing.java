package io.sluice.datapath;

import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.packet.PacketBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets from one lane to another: a single-producer, single-consumer ring of bytes. The producer
 * copies a packet in (it is owned from then on); the consumer borrows it where it lies until it
 * releases.
 *
 * <pre>
 *   record: | length u24, source u8 | ofport u32 | bridge u32 | pair u32 | offload u64 | frame ...
 *           | to 8 bytes |
 *   a first word of -1 fills the ring to its end
 * </pre>
 *
 * <p>A source has in the ring at most as many bytes as it leaves free: one that floods a lane which
 * has lost its CPU fills half of the ring, a second one half of the rest, and so on. The others'
 * packets find room (dynamic thresholds, as in the shared buffers of hardware switches).
 *
 * <p>Positions only grow. {@code tail} is the producer's, {@code head} the consumer's; each is
 * published with release and read by the other with acquire.
 */
public final class ExchangeRing implements AutoCloseable {
  /** Where the packets of a burst are to go. */
  static final class Destinations {
    final int[] bridge = new int[PacketBurst.MAX];
    final int[] ofport = new int[PacketBurst.MAX];
    final int[] pair = new int[PacketBurst.MAX];

    /** Whether the other lane told of a rule, and its cookie: only where it captures. */
    final boolean[] rule = new boolean[PacketBurst.MAX];

    final long[] cookie = new long[PacketBurst.MAX];
  }

  static final int HEADER = 32;

  /** Sources are 1 to this; 0 has no limit but the ring's. */
  static final int SOURCES = 126;

  private static final int SOURCE_SHIFT = 24;
  private static final int LENGTH_MASK = (1 << SOURCE_SHIFT) - 1;
  private static final int PADDING = -1;
  private static final int RULE = 1 << 31; // beside the pair: there is a cookie
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  // Two cache lines and a half of distance: neighbouring lines are fetched in pairs.
  private static final int HEAD = 16;
  private static final int TAIL = 48;
  // Packets, beside the positions that their counter's writer writes.
  private static final int TAKEN = HEAD + 1;
  private static final int OFFERED = TAIL + 1;
  private static final int PAD = 16;

  private final Region region;
  private final long base;
  private final int capacity;
  private final long[] positions = new long[64];

  // The producer's.
  private long written;
  private long published;
  private long headSeen;
  private long offered;
  private final long[] put = new long[SOURCES + 1]; // bytes, by source
  private final long[] takenSeen = new long[SOURCES + 1];

  // The consumer's.
  private long read;
  private long tailSeen;
  private long taken;
  // Bytes by source, read by the producer. A cache line of distance on both sides.
  private final long[] takenBytes = new long[PAD + SOURCES + 1 + PAD];

  /**
   * @param capacity bytes, a power of two of at least 256 KiB so that the longest frame fits
   */
  public ExchangeRing(int capacity) {
    this(checked(capacity), Region.plain("sluice-exchange", capacity));
  }

  /** In memory that was made for it; whoever makes it small offers no longer frames. */
  ExchangeRing(int capacity, Region region) {
    this.capacity = capacity;
    this.region = region;
    base = region.address();
  }

  private static int checked(int capacity) {
    if (Integer.bitCount(capacity) != 1 || capacity < 1 << 18) {
      throw new IllegalArgumentException("exchange of " + capacity + " bytes");
    }
    return capacity;
  }

  /**
   * Copies packet {@code i} in; {@link #publish} makes it visible. Producer.
   *
   * @param source whose packet it is, 0 to {@link #SOURCES}
   * @param rule whether the consumer is told of a rule's cookie
   * @return false when there is no room for packets of this source
   */
  boolean offer(
      PacketBurst burst,
      int i,
      int bridge,
      int ofport,
      int pair,
      int source,
      boolean rule,
      long cookie) {
    int length = burst.length[i];
    int size = HEADER + (length + 7 & ~7);
    int at = (int) written & capacity - 1;
    int toEnd = capacity - at;
    int needed = size <= toEnd ? size : toEnd + size;
    if (!fits(needed, source)) {
      headSeen = (long) LONGS.getAcquire(positions, HEAD);
      takenSeen[source] = (long) LONGS.getOpaque(takenBytes, PAD + source);
      if (!fits(needed, source)) {
        return false;
      }
    }
    if (size > toEnd) {
      Memory.putInt(base + at, PADDING);
      written += toEnd;
      at = 0;
    }
    long record = base + at;
    Memory.putInt(record, length | source << SOURCE_SHIFT);
    Memory.putInt(record + 4, ofport);
    Memory.putInt(record + 8, bridge);
    Memory.putInt(record + 12, rule ? pair | RULE : pair);
    Memory.putLong(record + 16, burst.offload[i]);
    if (rule) {
      Memory.putLong(record + 24, cookie);
    }
    BurstFrames.copyTo(burst, i, record + HEADER);
    Memory.surfaceFault(); // before the record counts
    written += size;
    put[source] += size;
    offered++;
    return true;
  }

  /** By what was last seen of the consumer, which has taken more by now. */
  private boolean fits(int needed, int source) {
    long free = capacity - (written + needed - headSeen);
    return free >= 0 && (source == 0 || put[source] - takenSeen[source] <= free);
  }

  /** Makes what was offered visible to the consumer. Producer. */
  void publish() {
    if (published != written) {
      LONGS.setOpaque(positions, OFFERED, offered);
      LONGS.setRelease(positions, TAIL, written);
      published = written;
    }
  }

  /**
   * Borrows the next packets: their bytes are the burst's segments until {@link #release}.
   * Consumer.
   *
   * @param to filled with where each packet is to go
   * @return packets
   */
  int receive(PacketBurst burst, Destinations to) {
    burst.clear();
    if (read == tailSeen) {
      tailSeen = (long) LONGS.getAcquire(positions, TAIL);
    }
    int n = 0;
    while (n < PacketBurst.MAX && read != tailSeen) {
      int at = (int) read & capacity - 1;
      long record = base + at;
      int word = Memory.getInt(record);
      if (word == PADDING) {
        read += capacity - at;
        continue;
      }
      int length = word & LENGTH_MASK;
      int source = PAD + (word >>> SOURCE_SHIFT);
      to.bridge[n] = Memory.getInt(record + 8);
      to.ofport[n] = Memory.getInt(record + 4);
      int pair = Memory.getInt(record + 12);
      to.pair[n] = pair & ~RULE;
      to.rule[n] = pair < 0;
      to.cookie[n] = pair < 0 ? Memory.getLong(record + 24) : 0;
      BurstFrames.append(burst, record + HEADER, length, 0, Memory.getLong(record + 16));
      int size = HEADER + (length + 7 & ~7);
      read += size;
      // A burst before it is released: the producer may put in so much more, if there is room.
      LONGS.setOpaque(takenBytes, source, takenBytes[source] + size);
      n++;
    }
    taken += n;
    return n;
  }

  /** Gives the bytes of what was received back to the producer. Consumer. */
  void release() {
    LONGS.setOpaque(positions, TAKEN, taken);
    LONGS.setRelease(positions, HEAD, read);
  }

  /** Packets published and not yet released. Any thread; exact when both lanes rest. */
  long held() {
    long done = (long) LONGS.getOpaque(positions, TAKEN);
    return (long) LONGS.getOpaque(positions, OFFERED) - done;
  }

  /** After both lanes have ended. */
  @Override
  public void close() {
    region.close();
  }
}
