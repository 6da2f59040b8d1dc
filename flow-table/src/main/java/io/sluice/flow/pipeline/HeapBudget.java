package io.sluice.flow.pipeline;

import java.util.List;

/**
 * How much of the heap a bridge's rules may take, so that there is an end to it for all who can add
 * some. Estimates, as the JVM tells nobody what an object costs.
 */
final class HeapBudget {
  /** A rule with its match, its counters and its places in the tables. */
  private static final int RULE = 420;

  /** For each byte that {@link ActionSize} counts. */
  private static final int ACTIONS = 3;

  private HeapBudget() {}

  /** The other half is for changes on their way, old snapshots and all else. */
  static long most() {
    return Runtime.getRuntime().maxMemory() / 2;
  }

  static long of(List<Rule> rules) {
    long bytes = 0;
    for (Rule rule : rules) {
      bytes += of(rule);
    }
    return bytes;
  }

  static long of(Rule rule) {
    return RULE + ACTIONS * ActionSize.of(rule.actions);
  }
}
