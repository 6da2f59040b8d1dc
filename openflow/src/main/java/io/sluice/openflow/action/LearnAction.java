package io.sluice.openflow.action;

import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import io.sluice.openflow.wire.WireReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds a flow made from the packet, {@code learn(...)}.
 *
 * @param flags 1 send flow-removed, 2 delete learned, 4 write the result
 * @param second what only the second form has, or null
 */
public record LearnAction(
    int idleSeconds,
    int hardSeconds,
    int priority,
    long cookie,
    int flags,
    int table,
    int finIdleSeconds,
    int finHardSeconds,
    Second second,
    List<LearnSpec> specs)
    implements NiciraAction {
  private static final int WRITE_RESULT = 4;

  /**
   * @param limit how many flows it may learn, 0: any number
   * @param result the bit that tells whether it could, or null
   */
  public record Second(long limit, int resultOffset, OxmHeader result) {}

  static final Struct<LearnAction> LAYOUT = (w, a) -> layout(w, a, false);
  static final Struct<LearnAction> LAYOUT_2 = (w, a) -> layout(w, a, true);

  private static LearnAction layout(Wire w, LearnAction a, boolean isSecond) {
    int idle = w.u16(a, LearnAction::idleSeconds);
    int hard = w.u16(a, LearnAction::hardSeconds);
    int priority = w.u16(a, LearnAction::priority);
    long cookie = w.u64(a, LearnAction::cookie);
    int flags = w.u16(a, LearnAction::flags);
    int table = w.u8(a, LearnAction::table);
    w.check(
        table != 0xff && (flags & (isSecond ? ~7 : ~3)) == 0,
        OfError.OFPBAC_BAD_ARGUMENT,
        () -> "learn into table " + table + ", flags " + flags);
    int finIdle = w.pad(1).u16(a, LearnAction::finIdleSeconds);
    int finHard = w.u16(a, LearnAction::finHardSeconds);
    Second second = null;
    if (isSecond) {
      long limit = w.u32(a, learn -> learn.second.limit);
      int offset = w.u16(a, learn -> learn.second.resultOffset);
      w.pad(2);
      w.check(
          offset == 0 || (flags & WRITE_RESULT) != 0,
          OfError.OFPBAC_BAD_ARGUMENT,
          "learn: where in a result that is not written");
      OxmHeader result =
          (flags & WRITE_RESULT) == 0
              ? null
              : w.part(a, learn -> learn.second.result, OxmHeader.IN_ACTION);
      second = new Second(limit, offset, result);
    }
    return new LearnAction(
        idle, hard, priority, cookie, flags, table, finIdle, finHard, second, specs(w, a));
  }

  /** Up to the end, or to the zeros that fill up the action. */
  private static List<LearnSpec> specs(Wire w, LearnAction a) {
    if (!(w instanceof WireReader reader)) {
      return w.list(a, LearnAction::specs, LearnSpec.LAYOUT);
    }
    List<LearnSpec> specs = new ArrayList<>();
    while (reader.peek16() != 0) {
      specs.add(LearnSpec.LAYOUT.wire(w, null));
    }
    w.check(
        w.rest(a, learn -> Bytes.EMPTY).isZero(),
        OfError.OFPBAC_BAD_ARGUMENT,
        "learn: something behind its end");
    return List.copyOf(specs);
  }
}
