package io.sluice.flow.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What a rule did, one slot per lane. A slot is written by its lane alone and read by the control
 * thread; the slots' array only grows, and that seldom.
 */
public final class RuleStats {
  private static final Slot[] NONE = new Slot[0];

  /** As a cookie: it is not a rule's (but a group's). No rule has that cookie. */
  public static final long NO_RULE = -1;

  private final RuleStats table; // null: nobody's part
  private volatile Slot[] slots = NONE;
  private volatile long cookie = NO_RULE;

  /** Of something for itself. */
  public RuleStats() {
    this(null);
  }

  /**
   * @param table what its table did, of which this is a part, or null
   */
  private RuleStats(RuleStats table) {
    this.table = table;
  }

  /** Of a part: what it counts, this counts too, and goes on to have counted when it is gone. */
  RuleStats part() {
    return new RuleStats(this);
  }

  /** Those that begin where these end. */
  RuleStats anew() {
    return new RuleStats(table);
  }

  /** They are of a rule with this cookie from now on. */
  void of(long newCookie) {
    cookie = newCookie;
  }

  /** The slot of a lane, made when it is not there. Not for the packet path. */
  public synchronized Slot slot(int lane) {
    Slot[] current = slots;
    if (lane < current.length && current[lane] != null) {
      return current[lane];
    }
    Slot[] next = Arrays.copyOf(current, Math.max(current.length, lane + 1));
    next[lane] = new Slot(this, table == null ? null : table.slot(lane));
    slots = next;
    return next[lane];
  }

  public long packets() {
    long sum = 0;
    for (Slot s : slots) {
      sum += s == null ? 0 : (long) Slot.PACKETS.getOpaque(s);
    }
    return sum;
  }

  public long bytes() {
    long sum = 0;
    for (Slot s : slots) {
      sum += s == null ? 0 : (long) Slot.BYTES.getOpaque(s);
    }
    return sum;
  }

  /** When the last packet was seen; {@code createdNs} when none was. */
  public long lastUsedNs(long createdNs) {
    long last = createdNs;
    for (Slot s : slots) {
      if (s != null && (long) Slot.PACKETS.getOpaque(s) > 0) {
        long used = (long) Slot.LAST_USED.getOpaque(s);
        last = used - last > 0 ? used : last;
      }
    }
    return last;
  }

  /** One lane's part. */
  public static final class Slot {
    private static final VarHandle PACKETS = handle("packets");
    private static final VarHandle BYTES = handle("bytes");
    private static final VarHandle LAST_USED = handle("lastUsedNs");

    private final RuleStats whole;
    private final Slot table;
    private long packets;
    private long bytes;
    private long lastUsedNs;

    private Slot(RuleStats whole, Slot table) {
      this.whole = whole;
      this.table = table;
    }

    /** The rule's cookie as it is now, or {@link RuleStats#NO_RULE}. Any thread. */
    public long cookie() {
      return whole.cookie;
    }

    /** Called by the owning lane only. */
    public void add(long morePackets, long moreBytes, long nowNs) {
      LAST_USED.setOpaque(this, nowNs);
      BYTES.setOpaque(this, bytes + moreBytes);
      PACKETS.setOpaque(this, packets + morePackets);
      if (table != null) {
        table.add(morePackets, moreBytes, nowNs);
      }
    }

    private static VarHandle handle(String field) {
      try {
        return MethodHandles.lookup().findVarHandle(Slot.class, field, long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
