package io.sluice.flow.pipeline;

import java.util.List;
import java.util.Set;

/**
 * A change of flow tables, or (as a filter) a selection of flows.
 *
 * @param table {@link #ANY_TABLE} or 0 to 253; ADD with ANY_TABLE means table 0
 * @param cookie that of a rule to add; for MODIFY, DELETE and filters what is searched by
 * @param cookieMask for MODIFY, DELETE and filters: bits of {@code cookie} that must be equal; 0:
 *     any
 * @param idleTimeout seconds without a packet until the rule goes; 0: never
 * @param hardTimeout seconds until the rule goes; 0: never
 * @param outPort for DELETE and filters: only rules that output to it; {@link #ANY_PORT}: any
 * @param outGroup for DELETE and filters: only rules that use the group; {@link #ANY_GROUP}: any
 * @param importance kept and shown
 * @param newCookie for MODIFY: what the rules' cookie becomes; {@link #KEEP_COOKIE}: it stays
 */
public record FlowMod(
    Command command,
    int table,
    int priority,
    long cookie,
    long cookieMask,
    Match match,
    List<FlowAction> actions,
    int idleTimeout,
    int hardTimeout,
    int outPort,
    int outGroup,
    Set<Flag> flags,
    int importance,
    long newCookie)
    implements Change {
  /** The number that Open vSwitch has for it, in the protocol too. */
  public static final long KEEP_COOKIE = -1L;

  public static final int ANY_TABLE = -1;
  public static final int ANY_PORT = -1;
  public static final int ANY_GROUP = -1;
  public static final int DEFAULT_PRIORITY = 32768;

  /** What to do; STRICT takes only the rule with this match and priority. */
  public enum Command {
    ADD,
    MODIFY,
    MODIFY_STRICT,
    DELETE,
    DELETE_STRICT
  }

  /** How to do it. */
  public enum Flag {
    /** Tell the controllers when the rule goes. */
    SEND_FLOW_REM,
    /** Refuse an ADD that overlaps with a rule of the same priority. */
    CHECK_OVERLAP,
    /** Counters start from 0 when a rule is replaced or modified. */
    RESET_COUNTS,
    NO_PACKET_COUNTS,
    NO_BYTE_COUNTS,
    /**
     * As OpenFlow has it since 1.2: a MODIFY that finds nothing adds nothing, and keeps cookies; an
     * ADD in place of a rule keeps its counters unless RESET_COUNTS is set.
     */
    OPENFLOW_1_2,

    /** The rule came by OpenFlow 1.0, whose own actions do nothing where they find nothing. */
    OPENFLOW_1_0
  }

  public FlowMod {
    actions = List.copyOf(actions);
    flags = Set.copyOf(flags);
  }

  /** A MODIFY gives its cookie to the rules, unless it searches by it. */
  public FlowMod(
      Command command,
      int table,
      int priority,
      long cookie,
      long cookieMask,
      Match match,
      List<FlowAction> actions,
      int idleTimeout,
      int hardTimeout,
      int outPort,
      int outGroup,
      Set<Flag> flags,
      int importance) {
    this(
        command,
        table,
        priority,
        cookie,
        cookieMask,
        match,
        actions,
        idleTimeout,
        hardTimeout,
        outPort,
        outGroup,
        flags,
        importance,
        cookieMask == 0 ? cookie : KEEP_COOKIE);
  }

  /** Without group, flags and importance. */
  public FlowMod(
      Command command,
      int table,
      int priority,
      long cookie,
      long cookieMask,
      Match match,
      List<FlowAction> actions,
      int idleTimeout,
      int hardTimeout,
      int outPort) {
    this(
        command,
        table,
        priority,
        cookie,
        cookieMask,
        match,
        actions,
        idleTimeout,
        hardTimeout,
        outPort,
        ANY_GROUP,
        Set.of(),
        0);
  }

  /** A rule to add. */
  public static FlowMod add(int table, int priority, Match match, List<FlowAction> actions) {
    return new FlowMod(Command.ADD, table, priority, 0, 0, match, actions, 0, 0, ANY_PORT);
  }

  /** The rule every bridge starts with: priority 0, NORMAL. */
  public static FlowMod addNormal() {
    return add(0, 0, Match.ALL, List.of(new FlowAction.Normal()));
  }

  /** A filter that selects every flow. */
  public static FlowMod all() {
    return new FlowMod(
        Command.DELETE, ANY_TABLE, DEFAULT_PRIORITY, 0, 0, Match.ALL, List.of(), 0, 0, ANY_PORT);
  }

  /** The same with another command. */
  public FlowMod withCommand(Command other) {
    return with(other, flags);
  }

  /** The same with other flags. */
  public FlowMod withFlags(Set<Flag> others) {
    return with(command, others);
  }

  private FlowMod with(Command c, Set<Flag> f) {
    return new FlowMod(
        c,
        table,
        priority,
        cookie,
        cookieMask,
        match,
        actions,
        idleTimeout,
        hardTimeout,
        outPort,
        outGroup,
        f,
        importance,
        newCookie);
  }

  /** Whether this, as a filter, is about a rule: its match, table and out port count. */
  public boolean isAbout(FlowMod rule) {
    return coversMatch(rule)
        && (outPort == ANY_PORT || ActionWalk.outputsTo(rule.actions, outPort));
  }

  boolean coversMatch(FlowMod rule) {
    return (table == ANY_TABLE || table == rule.table) && match.covers(rule.match);
  }

  public boolean has(Flag flag) {
    return flags.contains(flag);
  }
}
