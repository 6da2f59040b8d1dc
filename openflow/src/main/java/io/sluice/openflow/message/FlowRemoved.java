package io.sluice.openflow.message;

import io.sluice.openflow.match.Match;
import io.sluice.openflow.match.Match10;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.Struct;

/**
 * A flow is gone. In version 1.0 with a match of fields: NXT_FLOW_REMOVED.
 *
 * @param reason 0 idle, 1 hard timeout, 2 deleted, 3 its group was deleted
 * @param table 1.3 and Nicira only; Nicira's is one more, 0: not told
 * @param hardSeconds 1.3 only
 */
public record FlowRemoved(
    long cookie,
    int priority,
    int reason,
    int table,
    long seconds,
    long nanoseconds,
    int idleSeconds,
    int hardSeconds,
    long packets,
    long bytes,
    Match match)
    implements Message {
  static final Struct<FlowRemoved> V13 =
      (w, m) ->
          new FlowRemoved(
              w.u64(m, FlowRemoved::cookie),
              w.u16(m, FlowRemoved::priority),
              w.u8(m, FlowRemoved::reason),
              w.u8(m, FlowRemoved::table),
              w.u32(m, FlowRemoved::seconds),
              w.u32(m, FlowRemoved::nanoseconds),
              w.u16(m, FlowRemoved::idleSeconds),
              w.u16(m, FlowRemoved::hardSeconds),
              w.u64(m, FlowRemoved::packets),
              w.u64(m, FlowRemoved::bytes),
              w.part(m, removed -> (OxmMatch) removed.match, OxmMatch.OXM_MATCH));

  static final Struct<FlowRemoved> V10 =
      (w, m) -> {
        Match match = w.part(m, removed -> (Match10) removed.match, Match10.LAYOUT);
        return new FlowRemoved(
            w.u64(m, FlowRemoved::cookie),
            w.u16(m, FlowRemoved::priority),
            w.u8(m, FlowRemoved::reason),
            0,
            w.pad(1).u32(m, FlowRemoved::seconds),
            w.u32(m, FlowRemoved::nanoseconds),
            w.u16(m, FlowRemoved::idleSeconds),
            0,
            w.pad(2).u64(m, FlowRemoved::packets),
            w.u64(m, FlowRemoved::bytes),
            match);
      };

  static final Struct<FlowRemoved> NICIRA =
      (w, m) -> {
        long cookie = w.u64(m, FlowRemoved::cookie);
        int priority = w.u16(m, FlowRemoved::priority);
        int reason = w.u8(m, FlowRemoved::reason);
        int table = w.u8(m, FlowRemoved::table);
        long seconds = w.u32(m, FlowRemoved::seconds);
        long nanoseconds = w.u32(m, FlowRemoved::nanoseconds);
        int idle = w.u16(m, FlowRemoved::idleSeconds);
        int length = w.length();
        long packets = w.u64(m, FlowRemoved::packets);
        long bytes = w.u64(m, FlowRemoved::bytes);
        return new FlowRemoved(
            cookie,
            priority,
            reason,
            table,
            seconds,
            nanoseconds,
            idle,
            0,
            packets,
            bytes,
            NiciraMatch.padded(w, length, m == null ? null : (OxmMatch) m.match));
      };

  boolean hasMatch10() {
    return match instanceof Match10;
  }
}
