package io.sluice.datapath.tap;

import io.sluice.ring.memory.Memory;

/**
 * A captured packet in memory, little-endian. Writer and reader are of one build.
 *
 * <pre>
 *    0 time u64          nanoseconds since 1970
 *    8 cookie u64        of a rule, if flag RULE
 *   16 length u32        of the packet
 *   20 captured u32      bytes of it that follow
 *   24 bridge u32        its number in the switch
 *   28 port u32          OpenFlow number
 *   32 point u8          one of {@link Selection#IN}, OUT, DROP
 *   33 reason u8         ordinal of a {@link io.sluice.ring.device.DropReason}, for DROP
 *   34 flags u8
 *   36 lane u16
 *   40 the packet's first bytes
 * </pre>
 */
public final class TapRecord {
  public static final int TIME = 0;
  public static final int COOKIE = 8;
  public static final int LENGTH = 16;
  public static final int CAPTURED = 20;
  public static final int BRIDGE = 24;
  public static final int PORT = 28;
  public static final int POINT = 32;
  public static final int REASON = 33;
  public static final int FLAGS = 34;
  public static final int LANE = 36;
  public static final int BYTES = 40;

  /** In the flags: there is a cookie. */
  public static final int RULE = 1;

  /** The port's number when it is not known which it was. */
  public static final int NO_PORT = -1;

  /** Bytes of a record, at most: one message of the ring that carries it. */
  public static final int MAX_SIZE = 65_472;

  /** Bytes of a packet that a record can hold. */
  public static final int MAX_CAPTURED = MAX_SIZE - BYTES;

  private TapRecord() {}

  static void write(
      long at,
      long timeNs,
      long cookie,
      int length,
      int captured,
      int bridge,
      int port,
      int point,
      int reason,
      boolean rule,
      int lane) {
    Memory.putLong(at + TIME, timeNs);
    Memory.putLong(at + COOKIE, cookie);
    Memory.putInt(at + LENGTH, length);
    Memory.putInt(at + CAPTURED, captured);
    Memory.putInt(at + BRIDGE, bridge);
    Memory.putInt(at + PORT, port);
    Memory.putInt(at + POINT, point | reason << 8 | (rule ? RULE : 0) << 16);
    Memory.putInt(at + LANE, lane);
  }
}
