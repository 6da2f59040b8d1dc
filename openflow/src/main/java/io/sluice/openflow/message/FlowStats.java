package io.sluice.openflow.message;

import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.match.Match;
import io.sluice.openflow.match.Match10;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * One flow in an answer.
 *
 * @param idleAge seconds since the last packet, plus one, 0: not told; Nicira only
 * @param hardAge seconds since the last change, plus one, 0: not told; Nicira only
 * @param flags 1.3 only
 * @param importance 1.3 only
 */
public record FlowStats(
    int table,
    long seconds,
    long nanoseconds,
    int priority,
    int idleSeconds,
    int hardSeconds,
    int idleAge,
    int hardAge,
    int flags,
    int importance,
    long cookie,
    long packets,
    long bytes,
    Match match,
    List<Instruction> instructions) {

  static final Struct<FlowStats> V13 =
      (w, f) ->
          w.span(
              w.length(),
              2,
              () -> {
                int table = w.u8(f, FlowStats::table);
                long seconds = w.pad(1).u32(f, FlowStats::seconds);
                long nanoseconds = w.u32(f, FlowStats::nanoseconds);
                int priority = w.u16(f, FlowStats::priority);
                int idle = w.u16(f, FlowStats::idleSeconds);
                int hard = w.u16(f, FlowStats::hardSeconds);
                int flags = w.u16(f, FlowStats::flags);
                int importance = w.u16(f, FlowStats::importance);
                w.pad(2);
                return new FlowStats(
                    table,
                    seconds,
                    nanoseconds,
                    priority,
                    idle,
                    hard,
                    0,
                    0,
                    flags,
                    importance,
                    w.u64(f, FlowStats::cookie),
                    w.u64(f, FlowStats::packets),
                    w.u64(f, FlowStats::bytes),
                    w.part(f, stats -> (OxmMatch) stats.match, OxmMatch.OXM_MATCH),
                    Instruction.list(w, f == null ? null : f.instructions));
              });

  static final Struct<FlowStats> V10 =
      (w, f) ->
          w.span(
              w.length(),
              2,
              () -> {
                int table = w.u8(f, FlowStats::table);
                Match match = w.pad(1).part(f, stats -> (Match10) stats.match, Match10.LAYOUT);
                long seconds = w.u32(f, FlowStats::seconds);
                long nanoseconds = w.u32(f, FlowStats::nanoseconds);
                int priority = w.u16(f, FlowStats::priority);
                int idle = w.u16(f, FlowStats::idleSeconds);
                int hard = w.u16(f, FlowStats::hardSeconds);
                w.pad(6);
                return new FlowStats(
                    table,
                    seconds,
                    nanoseconds,
                    priority,
                    idle,
                    hard,
                    0,
                    0,
                    0,
                    0,
                    w.u64(f, FlowStats::cookie),
                    w.u64(f, FlowStats::packets),
                    w.u64(f, FlowStats::bytes),
                    match,
                    Instruction.actions(w, f == null ? null : f.instructions));
              });

  static final Struct<FlowStats> NICIRA =
      (w, f) ->
          w.span(
              w.length(),
              2,
              () -> {
                int table = w.u8(f, FlowStats::table);
                long seconds = w.pad(1).u32(f, FlowStats::seconds);
                long nanoseconds = w.u32(f, FlowStats::nanoseconds);
                int priority = w.u16(f, FlowStats::priority);
                int idle = w.u16(f, FlowStats::idleSeconds);
                int hard = w.u16(f, FlowStats::hardSeconds);
                int length = w.length();
                int idleAge = w.u16(f, FlowStats::idleAge);
                int hardAge = w.u16(f, FlowStats::hardAge);
                long cookie = w.u64(f, FlowStats::cookie);
                long packets = w.u64(f, FlowStats::packets);
                long bytes = w.u64(f, FlowStats::bytes);
                OxmMatch match =
                    NiciraMatch.padded(w, length, f == null ? null : (OxmMatch) f.match);
                return new FlowStats(
                    table,
                    seconds,
                    nanoseconds,
                    priority,
                    idle,
                    hard,
                    idleAge,
                    hardAge,
                    0,
                    0,
                    cookie,
                    packets,
                    bytes,
                    match,
                    Instruction.actions(w, f == null ? null : f.instructions));
              });
}
