package io.sluice.flow.cache;

import java.util.Arrays;

/**
 * A packet's way to the controllers: what they are told besides the packet itself. Immutable.
 *
 * @param maxLength bytes of the packet; 0xffff: all
 * @param reason OpenFlow 1.4's number: 0 no match, 1 action, 2 invalid TTL, 3 action set, 4 group,
 *     5 packet-out; or one of the two kinds of misses that Open vSwitch tells apart
 * @param controllerId 0: all of them
 * @param userdata hex digits
 * @param table of the rule that sent it
 * @param cookie of that rule; -1: there is none
 * @param pipeline the key's words behind the packet's, see {@code PipelineKey}
 * @param meter that limits it; 0: the controllers'
 */
public record Punt(
    int maxLength,
    int reason,
    int controllerId,
    String userdata,
    int table,
    long cookie,
    long[] pipeline,
    int meter) {
  public static final int NO_MATCH = 0;
  public static final int ACTION = 1;
  public static final int INVALID_TTL = 2;
  public static final int ACTION_SET = 3;
  public static final int GROUP = 4;

  /** By an action of a packet-out. */
  public static final int PACKET_OUT = 5;

  /** By a rule of priority 0 that matches everything: OpenFlow 1.3's table-miss. */
  public static final int EXPLICIT_MISS = 6;

  /** No rule matched: OpenFlow 1.0's table-miss. */
  public static final int IMPLICIT_MISS = 7;

  @Override
  public boolean equals(Object o) {
    return o instanceof Punt p
        && maxLength == p.maxLength
        && reason == p.reason
        && controllerId == p.controllerId
        && table == p.table
        && cookie == p.cookie
        && meter == p.meter
        && userdata.equals(p.userdata)
        && Arrays.equals(pipeline, p.pipeline);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(cookie) * 31 + table * 7 + reason;
  }
}
