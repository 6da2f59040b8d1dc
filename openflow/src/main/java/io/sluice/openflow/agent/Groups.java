package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.Group;
import io.sluice.flow.pipeline.GroupMod.Command;
import io.sluice.openflow.message.Bucket;
import io.sluice.openflow.message.GroupDesc;
import io.sluice.openflow.message.GroupMod;
import io.sluice.openflow.message.GroupStats;
import io.sluice.openflow.message.GroupStats.BucketCounter;
import io.sluice.openflow.wire.OfVersion;
import java.util.ArrayList;
import java.util.List;

/** Groups, in both directions. */
final class Groups {
  /** All four types. */
  static final long TYPES = 0b1111;

  /** Weights, buckets that are chosen while they live, and groups in buckets. */
  static final long CAPABILITIES = 0b111;

  /** A bit for each of the actions' types. */
  static final long ACTIONS = TableAbilities.ACTION_TYPES.stream().mapToLong(t -> 1L << t).sum();

  private static final long SECOND = 1_000_000_000L;
  private static final long NONE = 0xffffffffL;

  private Groups() {}

  static io.sluice.flow.pipeline.GroupMod read(GroupMod mod) {
    Command command =
        switch (mod.command()) {
          case GroupMod.ADD -> Command.ADD;
          case GroupMod.MODIFY -> Command.MODIFY;
          case GroupMod.DELETE -> Command.DELETE;
          default -> Command.ADD_OR_MODIFY;
        };
    List<Group.Bucket> buckets = new ArrayList<>();
    if (command != Command.DELETE) {
      for (Bucket bucket : mod.buckets()) {
        buckets.add(
            new Group.Bucket(
                buckets.size(),
                bucket.weight(),
                bucket.watchPort() == NONE
                    ? Group.NO_WATCH
                    : PortNumbers.fromWire(bucket.watchPort()),
                bucket.watchGroup() == NONE ? Group.NO_WATCH : (int) bucket.watchGroup(),
                ActionsFromWire.list(bucket.actions())));
      }
    }
    return new io.sluice.flow.pipeline.GroupMod(
        command, (int) mod.group(), Group.Type.values()[mod.type()], buckets);
  }

  static GroupDesc description(io.sluice.flow.pipeline.GroupStats group) {
    return new GroupDesc(
        group.group().type().ordinal(),
        group.group().id() & 0xffffffffL,
        group.group().buckets().stream().map(Groups::bucket).toList());
  }

  private static Bucket bucket(Group.Bucket bucket) {
    return new Bucket(
        bucket.weight(),
        bucket.watchPort() == Group.NO_WATCH ? NONE : PortNumbers.toWire(bucket.watchPort()),
        bucket.watchGroup() & 0xffffffffL,
        ActionsToWire.actions(bucket.actions(), OfVersion.V13));
  }

  static GroupStats statistics(io.sluice.flow.pipeline.GroupStats group) {
    List<BucketCounter> buckets = new ArrayList<>();
    for (int i = 0; i < group.bucketPackets().size(); i++) {
      buckets.add(new BucketCounter(group.bucketPackets().get(i), group.bucketBytes().get(i)));
    }
    return new GroupStats(
        group.group().id() & 0xffffffffL,
        group.references(),
        group.packets(),
        group.bytes(),
        group.durationNs() / SECOND,
        group.durationNs() % SECOND,
        buckets);
  }
}
