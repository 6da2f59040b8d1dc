package io.sluice.datapath;

import io.sluice.flow.cache.Punt;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.packet.PacketBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets of one lane for the controllers: a bounded single-producer, single-consumer ring of
 * copies. The lane offers and never waits; when there is no room the packet is not told of. One
 * other thread reads, and is woken by an eventfd only when it has said that it sleeps.
 *
 * <p>{@code head} is the reader's, {@code tail} the lane's; both count records and only grow, each
 * is published with release and read by the other with acquire. What belongs to a record lies in
 * arrays, its bytes in one piece of {@link #bytes}.
 */
public final class PuntRing {
  /** Takes a packet while it lies in the ring. */
  public interface Receiver {
    /**
     * @param bytes the ring's: to be copied
     * @param offload what the packet still needs, see {@link io.sluice.ring.packet.Offload}
     */
    void received(
        int bridge, int inPort, Punt punt, byte[] bytes, int offset, int length, long offload);
  }

  static final int RECORDS = 1024;
  static final int BYTES = 256 << 10;
  private static final int NOBODY = -1;
  private static final VarHandle HEAD = handle("head", long.class);
  private static final VarHandle TAIL = handle("tail", long.class);
  private static final VarHandle SLEEPS = handle("sleeps", boolean.class);

  private final byte[] bytes = new byte[BYTES];
  private final int[] bridges = new int[RECORDS];
  private final int[] inPorts = new int[RECORDS];
  private final Punt[] punts = new Punt[RECORDS];
  private final int[] offsets = new int[RECORDS];
  private final int[] lengths = new int[RECORDS];
  private final long[] offloads = new long[RECORDS];

  /** Where the bytes behind each record begin, counted from the start of time. The lane's. */
  private final long[] ends = new long[RECORDS];

  // Read by the other side.
  private long head;
  private long tail;
  private boolean sleeps;

  // The lane's.
  private long written;
  private long end;
  private long freed;
  private long headSeen;

  // The reader's.
  private long read;
  private int wakeFd = NOBODY;

  /** Whom to wake: an eventfd of this process. Before the lane runs. */
  public void wake(int fd) {
    wakeFd = fd;
  }

  /**
   * Copies packet {@code i} as it is now and makes it visible. The lane.
   *
   * @return false when there is no room, or nobody reads
   */
  boolean offer(PacketBurst burst, int i, int bridge, int inPort, Punt punt) {
    int length = burst.length[i];
    long at = place(length);
    if (at < 0 || !BurstFrames.copyOut(burst, i, 0, bytes, (int) at & BYTES - 1, length)) {
      return false;
    }
    Memory.surfaceFault(); // before the record counts
    int record = (int) written & RECORDS - 1;
    bridges[record] = bridge;
    inPorts[record] = inPort;
    punts[record] = punt;
    offsets[record] = (int) at & BYTES - 1;
    lengths[record] = length;
    offloads[record] = burst.offload[i];
    end = at + length;
    ends[record] = end;
    written++;
    TAIL.setRelease(this, written);
    // Either the reader sees the record before it sleeps, or we see that it sleeps.
    VarHandle.fullFence();
    if ((boolean) SLEEPS.getOpaque(this)) {
      SLEEPS.setOpaque(this, false);
      EventFd.signal(wakeFd);
    }
    return true;
  }

  /** Where so many bytes in one piece are free, or -1. */
  private long place(int length) {
    if (wakeFd == NOBODY || length > BYTES) {
      return -1;
    }
    int toEnd = BYTES - ((int) end & BYTES - 1);
    long at = length <= toEnd ? end : end + toEnd;
    if (fits(at + length)) {
      return at;
    }
    long seen = (long) HEAD.getAcquire(this);
    if (seen != headSeen) {
      headSeen = seen;
      freed = ends[(int) (seen - 1) & RECORDS - 1];
    }
    return fits(at + length) ? at : -1;
  }

  private boolean fits(long until) {
    return written - headSeen < RECORDS && until - freed <= BYTES;
  }

  /**
   * Hands over up to {@code limit} packets, the oldest first. The reader.
   *
   * @return how many
   */
  public int drain(Receiver receiver, int limit) {
    long until = Math.min((long) TAIL.getAcquire(this), read + limit);
    int n = 0;
    for (; read < until; n++) {
      int record = (int) read & RECORDS - 1;
      Punt punt = punts[record];
      punts[record] = null;
      receiver.received(
          bridges[record],
          inPorts[record],
          punt,
          bytes,
          offsets[record],
          lengths[record],
          offloads[record]);
      read++;
      HEAD.setRelease(this, read);
    }
    return n;
  }

  /**
   * Says that the reader is going to sleep until its eventfd is signalled. The reader.
   *
   * @return false when there is something to read: it must not sleep
   */
  public boolean sleep() {
    SLEEPS.setOpaque(this, true);
    VarHandle.fullFence();
    return (long) TAIL.getAcquire(this) == read;
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(PuntRing.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
