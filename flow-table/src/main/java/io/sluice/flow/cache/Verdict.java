package io.sluice.flow.cache;

import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.RuleStats;
import io.sluice.flow.pipeline.SideEffect;
import java.util.Arrays;
import java.util.List;

/**
 * What to do with the packets of one megaflow. The program is immutable; the counters and stamps
 * belong to the lane that owns the caches.
 */
public final class Verdict {
  /** An epoch that never is. */
  static final int NEVER = -1;

  /** The port, when the program is exactly one output; -1 otherwise. */
  public final int singleOutput;

  /** The program; empty when the packet is dropped. */
  public final DatapathAction[] actions;

  /** Why nothing is output; NONE when something is. */
  public final DropCause cause;

  // What it was made from, for the lane's caches.
  final long[] mask;
  final long[] key;
  final RuleStats.Slot[] rules;
  final long macKey;
  final int macPort;
  final boolean usesMacs;

  /** What such packets do to the tables. */
  final SideEffect[] effects;

  long effectsNs;

  long generation;
  int epoch;
  int hash;
  int index;
  boolean live;
  long packets;
  long bytes;
  long lastUsedNs;
  private long foldedPackets;
  private long foldedBytes;
  Subtable subtable;

  Verdict(
      DatapathAction[] actions,
      DropCause cause,
      long[] mask,
      long[] key,
      RuleStats.Slot[] rules,
      boolean usesMacs,
      long macKey,
      int macPort,
      SideEffect[] effects) {
    this.actions = actions;
    this.cause = cause;
    this.singleOutput =
        actions.length == 1 && actions[0].opcode == DatapathAction.OUTPUT
            ? actions[0].intValue()
            : -1;
    this.mask = mask;
    this.key = key;
    this.rules = rules;
    this.usesMacs = usesMacs;
    this.macKey = macKey;
    this.macPort = macPort;
    this.effects = effects;
  }

  /** Whether a rule was carried out. */
  public boolean hasRule() {
    return lastCookie() != RuleStats.NO_RULE;
  }

  /** Whether a rule with this cookie was carried out. */
  public boolean ranRule(long cookie) {
    for (RuleStats.Slot rule : rules) {
      if (rule.cookie() == cookie) {
        return true;
      }
    }
    return false;
  }

  /** The cookie of the last rule that was carried out, or {@link RuleStats#NO_RULE}. */
  public long lastCookie() {
    for (int r = rules.length - 1; r >= 0; r--) {
      long cookie = rules[r].cookie();
      if (cookie != RuleStats.NO_RULE) {
        return cookie;
      }
    }
    return RuleStats.NO_RULE;
  }

  /** The packets that it is for. */
  public Match megaflow() {
    return new Match.Builder().words(key, mask).build();
  }

  LookupView.Megaflow view(long nowNs) {
    return new LookupView.Megaflow(
        megaflow(),
        List.of(actions),
        cause,
        foldedPackets + packets,
        foldedBytes + bytes,
        packets > 0 ? 0 : nowNs - lastUsedNs);
  }

  /** Whether another run of the slow path came to the same. */
  boolean sameAs(Verdict other) {
    return cause == other.cause
        && macKey == other.macKey
        && macPort == other.macPort
        && Arrays.equals(effects, other.effects)
        && Arrays.equals(mask, other.mask)
        && Arrays.equals(actions, other.actions)
        && Arrays.equals(rules, other.rules);
  }

  /** Adds the counters to the rules' and forgets them. */
  void fold(long nowNs) {
    if (packets == 0) {
      return;
    }
    for (RuleStats.Slot rule : rules) {
      rule.add(packets, bytes, nowNs);
    }
    foldedPackets += packets;
    foldedBytes += bytes;
    packets = 0;
    bytes = 0;
    lastUsedNs = nowNs;
  }

  @Override
  public String toString() {
    return cause == DropCause.NONE ? Arrays.toString(actions) : "drop: " + cause;
  }
}
