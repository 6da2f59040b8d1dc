package io.sluice.openflow.message;

import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** Parts of the messages by which a controller watches the flow tables. */
public final class FlowMonitor {
  private FlowMonitor() {}

  /**
   * @param flags 1 initial, 2 add, 4 delete, 8 modify, 16 with actions, 32 own changes in full
   */
  public record Monitor(long id, int flags, long outPort, int table, OxmMatch match) {
    static final Struct<Monitor> NICIRA =
        (w, m) -> {
          long id = w.u32(m, Monitor::id);
          int flags = w.u16(m, Monitor::flags);
          long outPort = w.port16(m, Monitor::outPort);
          int length = w.length();
          int table = w.u8(m, Monitor::table);
          return new Monitor(
              id,
              flags,
              outPort,
              table,
              NiciraMatch.monitored(w.pad(5), length, m == null ? null : m.match));
        };

    static final Struct<Monitor> ONF =
        (w, m) -> {
          long id = w.u32(m, Monitor::id);
          int flags = w.u16(m, Monitor::flags);
          int length = w.length();
          long outPort = w.u32(m, Monitor::outPort);
          int table = w.u8(m, Monitor::table);
          return new Monitor(
              id,
              flags,
              outPort,
              table,
              NiciraMatch.monitored(w.pad(3), length, m == null ? null : m.match));
        };
  }

  /** What happened. */
  public sealed interface Update {
    int ABBREVIATED = 3;

    Struct<Update> LAYOUT =
        (w, u) -> {
          int mark = w.length();
          return w.span(
              mark,
              2,
              () -> {
                int event = w.u16(u, Update::event);
                w.check(event <= ABBREVIATED, OfError.NXBRC_FM_BAD_EVENT, () -> "event " + event);
                return event == ABBREVIATED
                    ? Own.LAYOUT.wire(w, (Own) u)
                    : Change.of(event).wire(w, (Change) u);
              });
        };

    int event();
  }

  /**
   * @param event 0 added, 1 deleted, 2 modified
   */
  public record Change(
      int event,
      int reason,
      int priority,
      int idleSeconds,
      int hardSeconds,
      int table,
      long cookie,
      OxmMatch match,
      List<Instruction> instructions)
      implements Update {
    static Struct<Change> of(int event) {
      return (w, u) -> {
        int reason = w.u16(u, Change::reason);
        int priority = w.u16(u, Change::priority);
        int idle = w.u16(u, Change::idleSeconds);
        int hard = w.u16(u, Change::hardSeconds);
        int length = w.length();
        int table = w.u8(u, Change::table);
        long cookie = w.pad(1).u64(u, Change::cookie);
        OxmMatch match = NiciraMatch.monitored(w, length, u == null ? null : u.match);
        return new Change(
            event,
            reason,
            priority,
            idle,
            hard,
            table,
            cookie,
            match,
            w.is10()
                ? Instruction.actions(w, u == null ? null : u.instructions)
                : Instruction.list(w, u == null ? null : u.instructions));
      };
    }
  }

  /** The receiver's own request {@code xid} changed something. */
  public record Own(long xid) implements Update {
    static final Struct<Own> LAYOUT = (w, u) -> new Own(w.u32(u, Own::xid));

    @Override
    public int event() {
      return ABBREVIATED;
    }
  }
}
