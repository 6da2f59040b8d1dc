package io.sluice.flow.pipeline;

import java.util.List;

/**
 * A rule of a table. Immutable but for its statistics, which a modified rule takes over from the
 * one it replaces.
 */
public final class Rule {
  final int table;
  final int priority;
  final Match match;
  final long cookie;
  final List<FlowAction> actions;
  final int idleTimeout;
  final int hardTimeout;
  final long createdNs;
  final RuleStats stats;

  Rule(FlowMod mod, int table, long cookie, long createdNs, RuleStats stats) {
    this.table = table;
    this.priority = mod.priority();
    this.match = mod.match();
    this.cookie = cookie;
    this.actions = mod.actions();
    this.idleTimeout = mod.idleTimeout();
    this.hardTimeout = mod.hardTimeout();
    this.createdNs = createdNs;
    this.stats = stats;
  }

  private Rule(Rule old, List<FlowAction> actions, long cookie) {
    this.table = old.table;
    this.priority = old.priority;
    this.match = old.match;
    this.cookie = cookie;
    this.actions = actions;
    this.idleTimeout = old.idleTimeout;
    this.hardTimeout = old.hardTimeout;
    this.createdNs = old.createdNs;
    this.stats = old.stats;
  }

  Rule modified(List<FlowAction> newActions, long newCookie) {
    return new Rule(this, newActions, newCookie);
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

  public List<FlowAction> actions() {
    return actions;
  }

  public RuleStats stats() {
    return stats;
  }

  boolean outputsTo(int ofport) {
    for (FlowAction a : actions) {
      if (a instanceof FlowAction.Output o && o.ofport() == ofport) {
        return true;
      }
    }
    return false;
  }

  boolean expired(long nowNs) {
    return hardTimeout > 0 && nowNs - createdNs >= hardTimeout * 1_000_000_000L
        || idleTimeout > 0 && nowNs - stats.lastUsedNs(createdNs) >= idleTimeout * 1_000_000_000L;
  }

  FlowStats toStats(long nowNs) {
    FlowMod flow =
        new FlowMod(
            FlowMod.Command.ADD,
            table,
            priority,
            cookie,
            0,
            match,
            actions,
            idleTimeout,
            hardTimeout,
            FlowMod.ANY_PORT);
    return new FlowStats(
        flow,
        stats.packets(),
        stats.bytes(),
        nowNs - createdNs,
        Math.max(0, nowNs - stats.lastUsedNs(createdNs)));
  }
}
