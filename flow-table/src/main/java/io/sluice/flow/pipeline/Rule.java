package io.sluice.flow.pipeline;

import java.util.List;
import java.util.Set;

/**
 * A rule of a table. Immutable but for its statistics, which a modified rule takes over from the
 * one it replaces.
 */
public final class Rule implements RuleChain {
  private static final Rule[] NONE = new Rule[0];
  private static final long SECOND_NS = 1_000_000_000L;

  final int table;
  final int priority;
  final Match match;
  final long cookie;
  final List<FlowAction> actions;
  final Set<FlowMod.Flag> flags;
  final int importance;
  final long createdNs;

  // Written by the control thread alone, read by lanes too.
  private volatile int idleTimeout;
  private volatile int hardTimeout;

  /**
   * When it was added, modified or learned again last: hard_timeout counts from here. Of the
   * control thread alone.
   */
  long modifiedNs;

  /** In which order rules were added. */
  final long sequence;

  final RuleStats stats;
  private final int hash;
  private final boolean conjunctive;

  /**
   * @param stats a part of its table's
   */
  Rule(FlowMod mod, int table, Match match, long nowNs, long sequence, RuleStats stats) {
    this(
        table,
        mod.priority(),
        match,
        mod.cookie(),
        mod.actions(),
        mod.idleTimeout(),
        mod.hardTimeout(),
        mod.flags(),
        mod.importance(),
        nowNs,
        nowNs,
        sequence,
        stats);
  }

  private Rule(
      int table,
      int priority,
      Match match,
      long cookie,
      List<FlowAction> actions,
      int idleTimeout,
      int hardTimeout,
      Set<FlowMod.Flag> flags,
      int importance,
      long createdNs,
      long modifiedNs,
      long sequence,
      RuleStats stats) {
    this.table = table;
    this.priority = priority;
    this.match = match;
    this.cookie = cookie;
    this.actions = actions;
    this.idleTimeout = idleTimeout;
    this.hardTimeout = hardTimeout;
    this.flags = flags;
    this.importance = importance;
    this.createdNs = createdNs;
    this.modifiedNs = modifiedNs;
    this.sequence = sequence;
    this.stats = stats;
    stats.of(cookie);
    this.hash = Tuple.hashOf(match);
    this.conjunctive = !actions.isEmpty() && actions.get(0) instanceof FlowAction.Conjunction;
  }

  /** With other actions; its counters go on, or start again. */
  Rule modified(List<FlowAction> newActions, long newCookie, boolean resetCounts, long nowNs) {
    return new Rule(
        table,
        priority,
        match,
        newCookie,
        newActions,
        idleTimeout,
        hardTimeout,
        flags,
        importance,
        createdNs,
        nowNs,
        sequence,
        resetCounts ? stats.anew() : stats);
  }

  /** With the counters, and so the last use, of a rule that it replaces. */
  Rule countingAs(Rule old) {
    return new Rule(
        table,
        priority,
        match,
        cookie,
        actions,
        idleTimeout,
        hardTimeout,
        flags,
        importance,
        createdNs,
        modifiedNs,
        sequence,
        old.stats);
  }

  public int table() {
    return table;
  }

  public int priority() {
    return priority;
  }

  public Match match() {
    return match;
  }

  public long cookie() {
    return cookie;
  }

  public List<FlowAction> actions() {
    return actions;
  }

  public RuleStats stats() {
    return stats;
  }

  /** Whether its actions say what it is a part of, not what to do. */
  boolean conjunctive() {
    return conjunctive;
  }

  /** Whether it is what OpenFlow 1.3 calls a table-miss entry. */
  public boolean matchesAll() {
    return priority == 0 && match.equals(Match.ALL);
  }

  boolean has(FlowMod.Flag flag) {
    return flags.contains(flag);
  }

  /** Its timeouts are at most these from now on; 0: as they are. Of the control thread alone. */
  void shorten(int idle, int hard) {
    idleTimeout = shorter(idleTimeout, idle);
    hardTimeout = shorter(hardTimeout, hard);
  }

  /** Whether {@link #shorten} would make it another. */
  public boolean outlasts(int idle, int hard) {
    return idleTimeout != shorter(idleTimeout, idle) || hardTimeout != shorter(hardTimeout, hard);
  }

  private static int shorter(int timeout, int most) {
    return most > 0 && (timeout == 0 || timeout > most) ? most : timeout;
  }

  boolean times() {
    return idleTimeout > 0 || hardTimeout > 0;
  }

  boolean hardExpired(long nowNs) {
    return hardTimeout > 0 && nowNs - modifiedNs >= hardTimeout * SECOND_NS;
  }

  boolean idleExpired(long nowNs) {
    return idleTimeout > 0 && nowNs - stats.lastUsedNs(createdNs) >= idleTimeout * SECOND_NS;
  }

  /** As the change that would add it. */
  FlowMod toFlow() {
    return new FlowMod(
        FlowMod.Command.ADD,
        table,
        priority,
        cookie,
        0,
        match,
        actions,
        idleTimeout,
        hardTimeout,
        FlowMod.ANY_PORT,
        FlowMod.ANY_GROUP,
        flags,
        importance);
  }

  FlowStats toStats(long nowNs) {
    return new FlowStats(
        toFlow(),
        stats.packets(),
        stats.bytes(),
        nowNs - createdNs,
        Math.max(0, nowNs - stats.lastUsedNs(createdNs)));
  }

  @Override
  public int hash() {
    return hash;
  }

  /** {@inheritDoc} The key is a pipeline key, a match, or another rule. */
  @Override
  public boolean isFor(Object key) {
    return switch (key) {
      case long[] words -> match.matches(words, 0);
      case Match m -> match.equals(m);
      case RuleChain other -> match.equals(other.top().match);
      default -> false;
    };
  }

  @Override
  public Rule top() {
    return this;
  }

  @Override
  public Rule below(Rule rule) {
    return null;
  }

  @Override
  public Rule at(int p) {
    return p == priority ? this : null;
  }

  @Override
  public RuleChain with(Rule rule) {
    return rule.priority == priority ? rule : RuleChain.of(all(), null, rule);
  }

  @Override
  public RuleChain without(Rule rule) {
    return RuleChain.of(NONE, null, null);
  }

  @Override
  public Rule[] all() {
    return new Rule[] {this};
  }
}
