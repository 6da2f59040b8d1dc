package io.sluice.openflow.message;

import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * Changes a group.
 *
 * @param command 0 add, 1 modify, 2 delete, 0x8000 add or modify (Open vSwitch's)
 * @param type 0 all, 1 select, 2 indirect, 3 fast failover
 */
public record GroupMod(int command, int type, long group, List<Bucket> buckets) implements Message {
  public static final int ADD = 0;
  public static final int MODIFY = 1;
  public static final int DELETE = 2;

  /** Open vSwitch's. */
  public static final int ADD_OR_MODIFY = 0x8000;

  private static final int FAST_FAILOVER = 3;

  static final Struct<GroupMod> LAYOUT =
      (w, m) -> {
        int command = w.u16(m, GroupMod::command);
        w.check(
            command <= DELETE || command == ADD_OR_MODIFY,
            OfError.OFPGMFC_BAD_COMMAND,
            () -> "command " + command);
        int type = w.u8(m, GroupMod::type);
        w.check(type <= FAST_FAILOVER, OfError.OFPGMFC_BAD_TYPE, () -> "type " + type);
        return new GroupMod(
            command,
            type,
            w.pad(1).u32(m, GroupMod::group),
            w.list(m, GroupMod::buckets, Bucket.LAYOUT));
      };
}
