package io.sluice.openflow.message;

import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * Changes a group.
 *
 * @param command 0 add, 1 modify, 2 delete, 0x8000 add or modify (Open vSwitch's); 1.0 only: 3
 *     insert buckets, 5 remove buckets
 * @param type 0 all, 1 select, 2 indirect, 3 fast failover
 * @param commandBucket 1.0 only: behind which bucket others are inserted, or which is removed;
 *     {@link #ANY_BUCKET}
 * @param selections 1.0 only: how a select group chooses, the last counts
 */
public record GroupMod(
    int command,
    int type,
    long group,
    List<Bucket> buckets,
    long commandBucket,
    List<SelectionMethod> selections)
    implements Message {
  public static final int ADD = 0;
  public static final int MODIFY = 1;
  public static final int DELETE = 2;

  /** Open vSwitch's. */
  public static final int ADD_OR_MODIFY = 0x8000;

  public static final int INSERT_BUCKET = 3;
  public static final int REMOVE_BUCKET = 5;

  public static final long ANY_BUCKET = 0xffffffffL;

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
        long group = w.pad(1).u32(m, GroupMod::group);
        List<Bucket> buckets = w.list(m, GroupMod::buckets, Bucket.LAYOUT);
        w.check(
            command != DELETE || buckets.isEmpty(),
            OfError.OFPGMFC_INVALID_GROUP,
            "a group that is deleted, and buckets");
        return new GroupMod(command, type, group, buckets, ANY_BUCKET, List.of());
      };

  /** Nicira's, of version 1.0: the structure of OpenFlow 1.5.1, 7.3.4.3. */
  static final Struct<GroupMod> NICIRA =
      (w, m) -> {
        int command = w.u16(m, GroupMod::command);
        w.check(
            command <= INSERT_BUCKET || command == REMOVE_BUCKET || command == ADD_OR_MODIFY,
            OfError.OFPGMFC_BAD_COMMAND,
            () -> "command " + command);
        int type = w.u8(m, GroupMod::type);
        w.check(type <= FAST_FAILOVER, OfError.OFPGMFC_BAD_TYPE, () -> "type " + type);
        long group = w.pad(1).u32(m, GroupMod::group);
        int length = w.length();
        long commandBucket = w.pad(2).u32(m, GroupMod::commandBucket);
        List<Bucket> buckets = Bucket.nicira(w, length, type, m == null ? null : m.buckets);
        return new GroupMod(
            command,
            type,
            group,
            buckets,
            commandBucket,
            SelectionMethod.of(w, type, m == null ? null : m.selections));
      };
}
