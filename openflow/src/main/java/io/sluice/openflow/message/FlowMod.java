package io.sluice.openflow.message;

import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.match.Match;
import io.sluice.openflow.match.Match10;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * Changes flows: OpenFlow 1.3.5 section 7.3.4.1, 1.0.2 section 5.3.3, and Nicira's NXT_FLOW_MOD in
 * version 1.0, which is told by its match of fields.
 *
 * @param cookieMask which bits of the cookie select flows; 1.3 only (Nicira has them in the match)
 * @param table in version 1.0 the high byte of the command, which must be 0 unless the peer turned
 *     Nicira's table numbers on
 * @param outPort only flows with this output; 0xffffffff: any
 * @param outGroup only flows with this group; 0xffffffff: any; 1.3 only
 */
public record FlowMod(
    long cookie,
    long cookieMask,
    int table,
    int command,
    int idleSeconds,
    int hardSeconds,
    int priority,
    long buffer,
    long outPort,
    long outGroup,
    int flags,
    int importance,
    Match match,
    List<Instruction> instructions)
    implements Message {
  public static final int ADD = 0;
  public static final int MODIFY = 1;
  public static final int MODIFY_STRICT = 2;
  public static final int DELETE = 3;
  public static final int DELETE_STRICT = 4;

  public static final int SEND_FLOW_REMOVED = 1;
  public static final int CHECK_OVERLAP = 1 << 1;

  /** In 1.0 the same bit is "emergency". */
  public static final int RESET_COUNTS = 1 << 2;

  public static final int NO_PACKET_COUNTS = 1 << 3;
  public static final int NO_BYTE_COUNTS = 1 << 4;

  /** {@link #outPort} and {@link #outGroup} that select nothing. */
  public static final long ANY = 0xffffffffL;

  static final Struct<FlowMod> V13 =
      (w, m) ->
          new FlowMod(
              w.u64(m, FlowMod::cookie),
              w.u64(m, FlowMod::cookieMask),
              w.u8(m, FlowMod::table),
              w.u8(m, FlowMod::command),
              w.u16(m, FlowMod::idleSeconds),
              w.u16(m, FlowMod::hardSeconds),
              w.u16(m, FlowMod::priority),
              w.u32(m, FlowMod::buffer),
              w.port(m, FlowMod::outPort),
              w.u32(m, FlowMod::outGroup),
              w.u16(m, FlowMod::flags),
              w.u16(m, FlowMod::importance),
              w.part(m, mod -> (OxmMatch) mod.match, OxmMatch.OXM_MATCH),
              Instruction.list(w, m == null ? null : m.instructions));

  static final Struct<FlowMod> V10 =
      (w, m) -> {
        Match match = w.part(m, mod -> (Match10) mod.match, Match10.LAYOUT);
        return new FlowMod(
            w.u64(m, FlowMod::cookie),
            0,
            w.u8(m, FlowMod::table),
            w.u8(m, FlowMod::command),
            w.u16(m, FlowMod::idleSeconds),
            w.u16(m, FlowMod::hardSeconds),
            w.u16(m, FlowMod::priority),
            w.u32(m, FlowMod::buffer),
            w.port16(m, FlowMod::outPort),
            ANY,
            w.u16(m, FlowMod::flags),
            0,
            match,
            Instruction.actions(w, m == null ? null : m.instructions));
      };

  static final Struct<FlowMod> NICIRA =
      (w, m) -> {
        long cookie = w.u64(m, FlowMod::cookie);
        int table = w.u8(m, FlowMod::table);
        int command = w.u8(m, FlowMod::command);
        int idle = w.u16(m, FlowMod::idleSeconds);
        int hard = w.u16(m, FlowMod::hardSeconds);
        int priority = w.u16(m, FlowMod::priority);
        long buffer = w.u32(m, FlowMod::buffer);
        long outPort = w.port16(m, FlowMod::outPort);
        int flags = w.u16(m, FlowMod::flags);
        int length = w.length();
        Match match = NiciraMatch.padded(w.pad(6), length, m == null ? null : (OxmMatch) m.match);
        return new FlowMod(
            cookie,
            0,
            table,
            command,
            idle,
            hard,
            priority,
            buffer,
            outPort,
            ANY,
            flags,
            0,
            match,
            Instruction.actions(w, m == null ? null : m.instructions));
      };

  /** Whether version 1.0 has it as a message of its own, not only as Nicira's. */
  boolean hasMatch10() {
    return match instanceof Match10;
  }
}
