package io.sluice.flow.pipeline;

import java.util.List;

/**
 * A change of a group.
 *
 * @param id {@link #ALL} with DELETE: all groups
 * @param commandBucket for INSERT_BUCKET: behind which, {@link #FIRST} or {@link #LAST}; for
 *     REMOVE_BUCKET: which, or {@link #FIRST}, {@link #LAST}, {@link #ALL}
 * @param selection how a SELECT group chooses; empty: by the 5-tuple
 */
public record GroupMod(
    Command command,
    int id,
    Group.Type type,
    List<Group.Bucket> buckets,
    int commandBucket,
    String selection)
    implements Change {
  /** All groups, or all buckets. */
  public static final int ALL = 0xfffffffc;

  public static final int FIRST = 0xfffffffd;
  public static final int LAST = 0xfffffffe;

  /** What to do. */
  public enum Command {
    ADD,
    MODIFY,
    ADD_OR_MODIFY,
    DELETE,
    INSERT_BUCKET,
    REMOVE_BUCKET
  }

  public GroupMod {
    buckets = List.copyOf(buckets);
  }

  public GroupMod(Command command, int id, Group.Type type, List<Group.Bucket> buckets) {
    this(command, id, type, buckets, ALL, "");
  }
}
