package io.sluice.flow.pipeline;

import java.util.Arrays;
import java.util.List;

/** A group as a snapshot has it. Immutable but for its statistics, which changed groups keep. */
public final class Group implements HashTrie.Leaf {
  /** Largest number that a group can have. */
  public static final int MAX_ID = 0xffffff00;

  /** "No port" and "no group" in watches. */
  public static final int NO_WATCH = -1;

  /** What a group does with its buckets. */
  public enum Type {
    /** All of them, each with the packet as it came. */
    ALL,
    /** One, by a hash, as often as its weight says. */
    SELECT,
    /** Its only one. */
    INDIRECT,
    /** The first that is alive. */
    FAST_FAILOVER
  }

  /**
   * A bucket.
   *
   * @param id unique in its group
   * @param weight of SELECT groups; 0 is never chosen
   * @param watchPort alive while this port is up; {@link #NO_WATCH}
   * @param watchGroup alive while this group has a live bucket; {@link #NO_WATCH}
   */
  public record Bucket(
      int id, int weight, int watchPort, int watchGroup, List<FlowAction> actions) {
    public Bucket {
      actions = List.copyOf(actions);
    }
  }

  final GroupMod mod;
  final long createdNs;
  private final RuleStats stats;
  private final RuleStats[] bucketStats;

  Group(GroupMod mod, Group old, long nowNs) {
    this.mod = mod;
    this.createdNs = old == null ? nowNs : old.createdNs;
    this.stats = old == null ? new RuleStats() : old.stats;
    this.bucketStats = new RuleStats[mod.buckets().size()];
    Arrays.setAll(
        bucketStats,
        i -> {
          RuleStats kept = old == null ? null : old.statsOf(mod.buckets().get(i));
          return kept == null ? new RuleStats() : kept;
        });
  }

  private RuleStats statsOf(Bucket bucket) {
    for (int i = 0; i < bucketStats.length; i++) {
      if (mod.buckets().get(i).equals(bucket)) {
        return bucketStats[i];
      }
    }
    return null;
  }

  public int id() {
    return mod.id();
  }

  public Type type() {
    return mod.type();
  }

  public List<Bucket> buckets() {
    return mod.buckets();
  }

  /** As an ADD. */
  public GroupMod toMod() {
    return mod;
  }

  public RuleStats stats() {
    return stats;
  }

  public RuleStats bucketStats(int bucket) {
    return bucketStats[bucket];
  }

  /** What it did. */
  public GroupStats toStats(long nowNs, int references) {
    return new GroupStats(
        mod,
        references,
        stats.packets(),
        stats.bytes(),
        Arrays.stream(bucketStats).map(RuleStats::packets).toList(),
        Arrays.stream(bucketStats).map(RuleStats::bytes).toList(),
        nowNs - createdNs);
  }

  static int hashOf(int id) {
    return MatchMask.finish(id * 0x9E3779B97F4A7C15L);
  }

  @Override
  public int hash() {
    return hashOf(id());
  }

  /** {@inheritDoc} The key is its number, or another group of that number. */
  @Override
  public boolean isFor(Object key) {
    return key instanceof Group g ? g.id() == id() : key instanceof Integer i && i == id();
  }
}
