package io.sluice.flow.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Some changes that are made all or none: they are made on copies of what they touch, and nobody
 * sees them before {@link FlowTables} takes them over. Used once.
 */
final class PipelineEdit {
  /** A rule that went, and why. */
  record Gone(Rule rule, FlowRemoved.Reason reason) {}

  final List<Rule> added = new ArrayList<>();
  final List<Rule> replaced = new ArrayList<>();
  final List<Gone> removed = new ArrayList<>();

  /** Every rule that came, went or became another, in order; null: nobody wants to know. */
  final List<FlowChange> changes;

  final GroupEdit groups;
  final MeterEdit meters;

  /** Marks what this edit has made and may still change. It stays in the tables: nothing else. */
  final Object owner = new Object();

  private final TupleSpace[] before;
  private final RuleStats[] tableStats;
  private final Map<Integer, TableEdit> touched = new HashMap<>();
  private final FlowModCheck check;

  /** The tables as this edit would leave them if it ended now; not to be kept. */
  private final Function<PipelineEdit, PipelineSnapshot> soFar;

  private long sequence;

  /** How many changes were applied before the one that is being applied. */
  private int index;

  private boolean changed;

  /**
   * @param tableStats what each table did
   */
  PipelineEdit(
      TupleSpace[] before,
      RuleStats[] tableStats,
      HashTrie.Node groups,
      GroupEdit.Sizes groupSizes,
      Map<Integer, MeterEdit.Entry> meters,
      FlowModCheck check,
      Function<PipelineEdit, PipelineSnapshot> soFar,
      long sequence,
      boolean told) {
    this.changes = told ? new ArrayList<>() : null;
    this.before = before;
    this.tableStats = tableStats;
    this.groups = new GroupEdit(groups, groupSizes, this);
    this.meters = new MeterEdit(meters, this);
    this.check = check;
    this.soFar = soFar;
    this.sequence = sequence;
  }

  void apply(Change change, long nowNs) {
    switch (change) {
      case FlowMod mod -> {
        check.check(mod, groups, meters);
        apply(mod, nowNs);
      }
      case GroupMod mod -> {
        groups.apply(mod, check, nowNs);
        changed = true;
      }
      case PacketCheck(PacketOut out) ->
          check.check(out, groups, meters, () -> soFar.apply(this), nowNs);
      case MeterMod mod -> {
        check.checkMeters();
        meters.apply(mod, nowNs);
        changed = true;
      }
    }
    index++;
  }

  private void apply(FlowMod mod, long nowNs) {
    switch (mod.command()) {
      case ADD -> add(mod, nowNs);
      case MODIFY, MODIFY_STRICT -> modify(mod, nowNs);
      case DELETE, DELETE_STRICT ->
          selected(mod).forEach(r -> remove(r, FlowRemoved.Reason.DELETE));
    }
  }

  private TableEdit table(int id) {
    return touched.computeIfAbsent(id, i -> new TableEdit(before[i], owner));
  }

  /** The rule with the match and priority of another, or null. */
  Rule find(FlowMod mod) {
    return table(mod.table()).find(mod.match(), mod.priority());
  }

  private void add(FlowMod mod, long nowNs) {
    int id = Math.max(mod.table(), 0);
    TableEdit table = table(id);
    Rule old = table.find(mod.match(), mod.priority());
    // What has the same match and priority is replaced: that is no overlap.
    if (old == null && mod.has(FlowMod.Flag.CHECK_OVERLAP)) {
      checkOverlap(table, mod);
    }
    Rule rule =
        new Rule(mod, id, table.shared(mod.match()), nowNs, sequence++, tableStats[id].part());
    if (old != null && mod.has(FlowMod.Flag.OPENFLOW_1_2) && !mod.has(FlowMod.Flag.RESET_COUNTS)) {
      rule = rule.countingAs(old);
    }
    if (old != null) {
      replaced.add(old);
    }
    added.add(rule);
    table.put(rule);
    changed = true;
    tell(FlowChange.Kind.ADDED, rule, old, null);
  }

  private static void checkOverlap(TableEdit table, FlowMod mod) {
    table.forEach(
        r -> {
          if (r.priority == mod.priority() && r.match.overlaps(mod.match())) {
            throw new FlowException(
                FlowException.Kind.OVERLAP,
                "the flow overlaps with another of priority " + mod.priority());
          }
        });
  }

  private void modify(FlowMod mod, long nowNs) {
    List<Rule> selected = selected(mod);
    boolean since12 = mod.has(FlowMod.Flag.OPENFLOW_1_2);
    boolean keepCookie = since12 || mod.newCookie() == FlowMod.KEEP_COOKIE;
    for (Rule r : selected) {
      Rule next =
          r.modified(
              mod.actions(),
              keepCookie ? r.cookie : mod.newCookie(),
              mod.has(FlowMod.Flag.RESET_COUNTS),
              nowNs);
      replaced.add(r);
      added.add(next);
      table(r.table).put(next);
      changed = true;
      // As Open vSwitch, which tells of modifications that modify something.
      if (next.cookie != r.cookie || !next.actions.equals(r.actions)) {
        tell(FlowChange.Kind.MODIFIED, next, r, null);
      }
    }
    // As OpenFlow 1.0: nothing there to modify means add, unless a cookie was asked for.
    if (selected.isEmpty() && mod.cookieMask() == 0 && !keepCookie) {
      add(mod, nowNs); // without a mask the two cookies are the same
    }
  }

  void remove(Rule rule, FlowRemoved.Reason reason) {
    table(rule.table).remove(rule);
    removed.add(new Gone(rule, reason));
    changed = true;
    tell(FlowChange.Kind.DELETED, rule, null, reason);
  }

  private void tell(FlowChange.Kind kind, Rule rule, Rule old, FlowRemoved.Reason reason) {
    if (changes != null) {
      List<FlowAction> before =
          old == null || old.actions.equals(rule.actions) ? null : old.actions;
      changes.add(new FlowChange(kind, rule.toFlow(), before, reason, index));
    }
  }

  /** Removes the rules of a table that have a cookie. */
  void removeLearned(int table, long cookie) {
    FlowMod filter =
        new FlowMod(
            FlowMod.Command.DELETE,
            table,
            0,
            cookie,
            -1L,
            Match.ALL,
            List.of(),
            0,
            0,
            FlowMod.ANY_PORT);
    selected(filter).forEach(rule -> remove(rule, FlowRemoved.Reason.DELETE));
  }

  /** Removes every rule of such actions. */
  void removeUsers(Predicate<List<FlowAction>> uses, FlowRemoved.Reason reason) {
    for (int id = 0; id < before.length; id++) {
      List<Rule> users = new ArrayList<>();
      forEach(
          id,
          r -> {
            if (uses.test(r.actions)) {
              users.add(r);
            }
          });
      users.forEach(r -> remove(r, reason));
    }
  }

  private void forEach(int id, Consumer<Rule> action) {
    if (touched.containsKey(id)) {
      touched.get(id).forEach(action);
    } else {
      before[id].forEach(action);
    }
  }

  /** The rules that a change or a filter is about. */
  List<Rule> selected(FlowMod mod) {
    boolean strict =
        mod.command() == FlowMod.Command.MODIFY_STRICT
            || mod.command() == FlowMod.Command.DELETE_STRICT;
    List<Rule> found = new ArrayList<>();
    for (int id = 0; id < before.length; id++) {
      boolean wanted = mod.table() == FlowMod.ANY_TABLE || mod.table() == id;
      if (!wanted || before[id].size() == 0 && !touched.containsKey(id)) {
        continue;
      }
      TableEdit table = table(id);
      if (strict) {
        Rule r = table.find(mod.match(), mod.priority());
        if (r != null && selects(mod, r)) {
          found.add(r);
        }
      } else {
        table.covered(
            mod.match(),
            r -> {
              if (selects(mod, r)) {
                found.add(r);
              }
            });
      }
    }
    return found;
  }

  private static boolean selects(FlowMod filter, Rule rule) {
    return (rule.cookie & filter.cookieMask()) == (filter.cookie() & filter.cookieMask())
        && (filter.outPort() == FlowMod.ANY_PORT
            || ActionWalk.outputsTo(rule.actions, filter.outPort()))
        && (filter.outGroup() == FlowMod.ANY_GROUP
            || ActionWalk.usesGroup(rule.actions, filter.outGroup()));
  }

  boolean changed() {
    return changed;
  }

  long sequence() {
    return sequence;
  }

  /** Hands over every table that is another one now. */
  void tables(BiConsumer<Integer, TupleSpace> taker) {
    touched.forEach((id, edit) -> taker.accept(id, edit.done()));
  }
}
