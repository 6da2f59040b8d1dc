package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * Changes a group.
 *
 * @param command 0 add, 1 modify, 2 delete, 0x8000 add or modify (Open vSwitch's)
 * @param type 0 all, 1 select, 2 indirect, 3 fast failover
 */
public record GroupMod(int command, int type, long group, List<Bucket> buckets) implements Message {
  static final Struct<GroupMod> LAYOUT =
      (w, m) ->
          new GroupMod(
              w.u16(m, GroupMod::command),
              w.u8(m, GroupMod::type),
              w.pad(1).u32(m, GroupMod::group),
              w.list(m, GroupMod::buckets, Bucket.LAYOUT));
}
