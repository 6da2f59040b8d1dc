package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.Group;
import io.sluice.flow.pipeline.GroupMod.Command;
import io.sluice.openflow.message.Bucket;
import io.sluice.openflow.message.GroupDesc;
import io.sluice.openflow.message.GroupMod;
import io.sluice.openflow.message.GroupStats;
import io.sluice.openflow.message.GroupStats.BucketCounter;
import io.sluice.openflow.message.SelectionMethod;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/** Groups, in both directions. */
final class Groups {
  /** All four types. */
  static final long TYPES = 0b1111;

  /** Weights, buckets that are chosen while they live, and groups in buckets. */
  static final long CAPABILITIES = 0b111;

  /** All of version 1.0. */
  static final long ACTIONS_10 = 0xfff;

  /** A bit for each of the actions' types. */
  static final long ACTIONS = TableAbilities.ACTION_TYPES.stream().mapToLong(t -> 1L << t).sum();

  private static final long SECOND = 1_000_000_000L;

  /** Open vSwitch tells of no less. */
  private static final long MILLI = 1_000_000;

  private static final long NONE = 0xffffffffL;

  private Groups() {}

  static io.sluice.flow.pipeline.GroupMod read(GroupMod mod, OfVersion version) {
    Command command =
        switch (mod.command()) {
          case GroupMod.ADD -> Command.ADD;
          case GroupMod.MODIFY -> Command.MODIFY;
          case GroupMod.DELETE -> Command.DELETE;
          case GroupMod.INSERT_BUCKET -> Command.INSERT_BUCKET;
          case GroupMod.REMOVE_BUCKET -> Command.REMOVE_BUCKET;
          default -> Command.ADD_OR_MODIFY;
        };
    List<Group.Bucket> buckets = new ArrayList<>();
    if (command != Command.DELETE) {
      for (Bucket bucket : mod.buckets()) {
        buckets.add(
            new Group.Bucket(
                version == OfVersion.V10 ? (int) bucket.id() : buckets.size(),
                bucket.weight(),
                watched(bucket.watchPort()),
                bucket.watchGroup() == NONE ? Group.NO_WATCH : (int) bucket.watchGroup(),
                ActionsFromWire.list(bucket.actions())));
      }
    }
    return new io.sluice.flow.pipeline.GroupMod(
        command,
        (int) mod.group(),
        Group.Type.values()[mod.type()],
        buckets,
        (int) mod.commandBucket(),
        mod.selections().isEmpty() ? "" : selection(mod.selections().getLast()));
  }

  private static int watched(long port) {
    if (port != NONE && !PortNumbers.exists(port)) {
      throw new WireException(OfError.OFPGMFC_BAD_WATCH, "there is no port " + port);
    }
    return port == NONE ? Group.NO_WATCH : PortNumbers.fromWire(port);
  }

  /** What would not be done is not taken. */
  private static String selection(SelectionMethod method) {
    if (method.parameter() != 0 || method.fields().length() != 0) {
      throw new WireException(
          OfError.OFPBPC_BAD_VALUE, "a selection method with a parameter or fields");
    }
    return method.method();
  }

  static GroupDesc description(io.sluice.flow.pipeline.GroupStats group, OfVersion version) {
    String selection = group.group().selection();
    return new GroupDesc(
        group.group().type().ordinal(),
        group.group().id() & 0xffffffffL,
        group.group().buckets().stream().map(b -> bucket(b, version)).toList(),
        selection.isEmpty() ? List.of() : List.of(new SelectionMethod(selection, 0, Bytes.EMPTY)));
  }

  private static Bucket bucket(Group.Bucket bucket, OfVersion version) {
    return new Bucket(
        bucket.id() & 0xffffffffL,
        bucket.weight(),
        bucket.watchPort() == Group.NO_WATCH ? NONE : PortNumbers.toWire(bucket.watchPort()),
        bucket.watchGroup() & 0xffffffffL,
        ActionsToWire.actions(bucket.actions(), version));
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
        group.durationNs() % SECOND / MILLI * MILLI,
        buckets);
  }
}
