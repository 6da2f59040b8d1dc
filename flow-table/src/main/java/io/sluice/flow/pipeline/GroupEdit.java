package io.sluice.flow.pipeline;

import io.sluice.flow.pipeline.FlowException.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Changes of groups within one edit. */
final class GroupEdit {
  /** In all. Open vSwitch sets no limit; here no peer may fill the heap. */
  static final int MAX_GROUPS = 1 << 16;

  private static final int MAX_BUCKETS = 1 << 18;

  /** Of all buckets' actions, as {@link ActionSize} counts: eight plain ones for each bucket. */
  private static final long MAX_ACTION_BYTES = 32 << 20;

  /** How many there are in all. */
  record Sizes(int groups, int buckets, long actionBytes) {
    static final Sizes NONE = new Sizes(0, 0, 0);

    Sizes with(Group group) {
      return new Sizes(
          groups + 1, buckets + group.buckets().size(), actionBytes + actionBytes(group));
    }

    Sizes without(Group group) {
      return new Sizes(
          groups - 1, buckets - group.buckets().size(), actionBytes - actionBytes(group));
    }

    private static long actionBytes(Group group) {
      return group.buckets().stream().mapToLong(b -> ActionSize.of(b.actions())).sum();
    }
  }

  private final PipelineEdit edit;
  private HashTrie.Node groups;
  private Sizes sizes;

  GroupEdit(HashTrie.Node groups, Sizes sizes, PipelineEdit edit) {
    this.groups = groups;
    this.sizes = sizes;
    this.edit = edit;
  }

  Sizes sizes() {
    return sizes;
  }

  HashTrie.Node groups() {
    return groups;
  }

  boolean has(int id) {
    return find(groups, id) != null;
  }

  static Group find(HashTrie.Node groups, int id) {
    return (Group) HashTrie.find(groups, Group.hashOf(id), id);
  }

  void apply(GroupMod mod, FlowModCheck check, long nowNs) {
    Group old = find(groups, mod.id());
    switch (mod.command()) {
      case ADD -> {
        if (old != null) {
          throw new FlowException(
              Kind.GROUP_EXISTS, "group " + mod.id() + " exists: use mod-group to change it");
        }
        put(checked(mod, check), null, nowNs);
      }
      case MODIFY -> put(checked(mod, check), existing(old, mod), nowNs);
      case ADD_OR_MODIFY -> put(checked(mod, check), old, nowNs);
      case DELETE -> delete(mod.id());
      case INSERT_BUCKET -> {
        List<Group.Bucket> buckets = inserted(existing(old, mod).buckets(), mod);
        put(checked(with(old, buckets), check), old, nowNs);
      }
      case REMOVE_BUCKET -> {
        List<Group.Bucket> buckets = removed(existing(old, mod).buckets(), mod);
        put(checked(with(old, buckets), check), old, nowNs);
      }
    }
  }

  private static Group existing(Group old, GroupMod mod) {
    if (old == null) {
      throw new FlowException(
          Kind.UNKNOWN_GROUP, "there is no group " + Integer.toUnsignedString(mod.id()));
    }
    return old;
  }

  private static GroupMod with(Group old, List<Group.Bucket> buckets) {
    return new GroupMod(
        GroupMod.Command.ADD, old.id(), old.type(), buckets, GroupMod.ALL, old.mod.selection());
  }

  private void put(GroupMod mod, Group old, long nowNs) {
    GroupMod add =
        new GroupMod(
            GroupMod.Command.ADD,
            mod.id(),
            mod.type(),
            mod.buckets(),
            GroupMod.ALL,
            mod.selection());
    Group group = new Group(add, old, nowNs);
    Sizes next = (old == null ? sizes : sizes.without(old)).with(group);
    if (next.groups() > MAX_GROUPS) {
      throw new FlowException(
          Kind.OUT_OF_GROUPS, "there are " + MAX_GROUPS + " groups already: delete some first");
    }
    if (next.buckets() > MAX_BUCKETS) {
      throw new FlowException(
          Kind.OUT_OF_BUCKETS,
          "the groups would have more than " + MAX_BUCKETS + " buckets together");
    }
    if (next.actionBytes() > MAX_ACTION_BYTES && next.actionBytes() > sizes.actionBytes()) {
      throw new FlowException(
          Kind.OUT_OF_BUCKETS,
          "the groups' actions would take more than %d KB together"
              .formatted(MAX_ACTION_BYTES >> 10));
    }
    sizes = next;
    groups = HashTrie.put(groups, group, group, edit.owner);
  }

  private void delete(int id) {
    Set<Integer> gone = new HashSet<>();
    if (id == GroupMod.ALL) {
      HashTrie.forEach(groups, leaf -> gone.add(((Group) leaf).id()));
      groups = HashTrie.EMPTY;
      sizes = Sizes.NONE;
    } else {
      Group group = find(groups, id);
      if (group != null) {
        gone.add(id);
        groups = HashTrie.remove(groups, Group.hashOf(id), id, edit.owner);
        sizes = sizes.without(group);
      }
    }
    if (!gone.isEmpty()) {
      edit.removeUsers(Users.of(gone, Users::group), FlowRemoved.Reason.GROUP_DELETE);
    }
  }

  private static List<Group.Bucket> inserted(List<Group.Bucket> old, GroupMod mod) {
    List<Group.Bucket> all = new ArrayList<>(old);
    int at =
        switch (mod.commandBucket()) {
          case GroupMod.FIRST -> 0;
          case GroupMod.LAST -> all.size();
          default -> indexOf(old, mod.commandBucket()) + 1;
        };
    all.addAll(at, mod.buckets());
    return all;
  }

  private static List<Group.Bucket> removed(List<Group.Bucket> old, GroupMod mod) {
    List<Group.Bucket> all = new ArrayList<>(old);
    if (mod.commandBucket() == GroupMod.ALL) {
      return List.of();
    }
    if (all.isEmpty()) {
      throw new FlowException(Kind.UNKNOWN_BUCKET, "the group has no buckets");
    }
    switch (mod.commandBucket()) {
      case GroupMod.FIRST -> all.removeFirst();
      case GroupMod.LAST -> all.removeLast();
      default -> all.remove(indexOf(old, mod.commandBucket()));
    }
    return all;
  }

  private static int indexOf(List<Group.Bucket> buckets, int id) {
    for (int i = 0; i < buckets.size(); i++) {
      if (buckets.get(i).id() == id) {
        return i;
      }
    }
    throw new FlowException(
        Kind.UNKNOWN_BUCKET, "the group has no bucket " + Integer.toUnsignedString(id));
  }

  private GroupMod checked(GroupMod mod, FlowModCheck check) {
    String name = "group " + Integer.toUnsignedString(mod.id());
    if (Integer.compareUnsigned(mod.id(), Group.MAX_ID) > 0) {
      throw new FlowException(Kind.INVALID_GROUP, name + " is out of range: use 0 to 4294967040");
    }
    if (mod.type() == Group.Type.INDIRECT && mod.buckets().size() != 1) {
      throw new FlowException(Kind.INVALID_GROUP, name + " is indirect: it needs one bucket");
    }
    if (!Set.of("", "hash", "dp_hash").contains(mod.selection())) {
      throw new FlowException(
          Kind.INVALID_GROUP,
          name + ": selection_method " + mod.selection() + " is not known: use hash or dp_hash");
    }
    Set<Integer> ids = new HashSet<>();
    for (Group.Bucket b : mod.buckets()) {
      if (!ids.add(b.id())) {
        throw new FlowException(
            Kind.BUCKET_EXISTS, name + " has two buckets " + Integer.toUnsignedString(b.id()));
      }
      if (b.weight() < 0 || b.weight() > 65535) {
        throw new FlowException(Kind.INVALID_GROUP, name + ": weights are 0 to 65535");
      }
      if (b.weight() != 0 && mod.type() != Group.Type.SELECT) {
        throw new FlowException(
            Kind.INVALID_GROUP, name + ": only buckets of select groups have weights");
      }
      boolean watches = b.watchPort() != Group.NO_WATCH || b.watchGroup() != Group.NO_WATCH;
      if (watches && (mod.type() == Group.Type.ALL || mod.type() == Group.Type.INDIRECT)) {
        throw new FlowException(
            Kind.WATCH_UNSUPPORTED,
            name + ": only buckets of select and ff groups watch something");
      }
      if (mod.type() == Group.Type.FAST_FAILOVER && !watches) {
        throw new FlowException(
            Kind.INVALID_GROUP, name + ": each bucket needs a watch_port or a watch_group");
      }
      check.checkBucket(b.actions(), mod.id());
    }
    return mod;
  }
}
