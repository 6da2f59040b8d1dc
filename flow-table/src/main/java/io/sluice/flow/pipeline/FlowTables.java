package io.sluice.flow.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bridge's flow tables as its user changes them. Owned by one control thread (the bridge's);
 * lanes get immutable snapshots.
 */
public final class FlowTables {
  private static final int MAX_RULES = 1_000_000;

  private record Key(int priority, Match match) {}

  private final Map<Integer, Map<Key, Rule>> tables = new LinkedHashMap<>();
  private final TupleSpace[] compiled = new TupleSpace[PipelineSnapshot.TABLES];
  private final List<PortConfig> ports = new ArrayList<>();
  private long generation = 1;
  private PipelineSnapshot snapshot;

  /** Applies all changes or, when one is refused, none. */
  public void apply(List<FlowMod> mods) {
    apply(mods, System.nanoTime());
  }

  /**
   * Applies all changes or, when one is refused, none.
   *
   * @throws FlowException with a message for the user
   */
  public void apply(List<FlowMod> mods, long nowNs) {
    Edit edit = new Edit();
    for (FlowMod mod : mods) {
      FlowModCheck.check(mod);
      edit.apply(mod, nowNs);
    }
    commit(edit);
  }

  /** Flows that a filter covers: its match, table, cookie and out port count. */
  public List<FlowStats> dump(FlowMod filter) {
    return dump(filter, System.nanoTime());
  }

  /** As {@link #dump(FlowMod)}, with the time given. */
  public List<FlowStats> dump(FlowMod filter, long nowNs) {
    return tables.values().stream()
        .flatMap(t -> t.values().stream())
        .filter(r -> selects(filter, r))
        .sorted(Comparator.comparingInt((Rule r) -> r.table).thenComparingInt(r -> -r.priority))
        .map(r -> r.toStats(nowNs))
        .toList();
  }

  /** Removes rules whose idle or hard timeout has passed; returns how many. */
  public int expire(long nowNs) {
    Edit edit = new Edit();
    int expired = 0;
    for (Map.Entry<Integer, Map<Key, Rule>> e : List.copyOf(tables.entrySet())) {
      List<Key> gone =
          e.getValue().entrySet().stream()
              .filter(r -> r.getValue().expired(nowNs))
              .map(Map.Entry::getKey)
              .toList();
      if (!gone.isEmpty()) {
        gone.forEach(edit.table(e.getKey())::remove);
        expired += gone.size();
      }
    }
    commit(edit);
    return expired;
  }

  /** Replaces the ports that FLOOD, ALL and NORMAL know. */
  public void setPorts(Collection<PortConfig> newPorts) {
    List<PortConfig> sorted =
        newPorts.stream().sorted(Comparator.comparingInt(PortConfig::ofport)).toList();
    if (!sorted.equals(ports)) {
      ports.clear();
      ports.addAll(sorted);
      changed();
    }
  }

  public int size() {
    return tables.values().stream().mapToInt(Map::size).sum();
  }

  public long generation() {
    return generation;
  }

  /** The tables and ports as they are now; the same object until something changes. */
  public PipelineSnapshot snapshot() {
    if (snapshot == null) {
      long[] union = new long[io.sluice.flow.packet.FlowKey.WORDS];
      Field.IN_PORT.cover(union);
      boolean rewrites = false;
      for (Map<Key, Rule> table : tables.values()) {
        for (Rule rule : table.values()) {
          UnionMask.add(rule, union);
          rewrites |= rule.actions.stream().anyMatch(UnionMask::rewrites);
        }
      }
      tables.forEach(
          (id, rules) -> {
            if (compiled[id] == null) {
              compiled[id] = new TupleSpace(rules.values());
            }
          });
      snapshot = new PipelineSnapshot(generation, compiled, ports, union, size(), rewrites);
    }
    return snapshot;
  }

  private void changed() {
    generation++;
    snapshot = null;
  }

  private void commit(Edit edit) {
    int size = size();
    for (Map.Entry<Integer, Map<Key, Rule>> e : edit.touched.entrySet()) {
      Map<Key, Rule> old = tables.get(e.getKey());
      size += e.getValue().size() - (old == null ? 0 : old.size());
    }
    if (size > MAX_RULES) {
      throw new FlowException(
          "the tables would hold " + size + " flows, at most " + MAX_RULES + " are allowed");
    }
    if (edit.touched.isEmpty()) {
      return;
    }
    edit.touched.forEach(
        (id, rules) -> {
          tables.put(id, rules);
          compiled[id] = null;
        });
    changed();
  }

  private static boolean selects(FlowMod filter, Rule rule) {
    return (filter.table() == FlowMod.ANY_TABLE || filter.table() == rule.table)
        && (rule.cookie & filter.cookieMask()) == (filter.cookie() & filter.cookieMask())
        && filter.match().covers(rule.match)
        && (filter.outPort() == FlowMod.ANY_PORT || rule.outputsTo(filter.outPort()));
  }

  /** Changes on copies of the tables they touch. */
  private final class Edit {
    final Map<Integer, Map<Key, Rule>> touched = new LinkedHashMap<>();

    Map<Key, Rule> table(int id) {
      return touched.computeIfAbsent(
          id, i -> new LinkedHashMap<>(tables.getOrDefault(i, Map.of())));
    }

    void apply(FlowMod mod, long nowNs) {
      switch (mod.command()) {
        case ADD -> add(mod, nowNs);
        case MODIFY, MODIFY_STRICT -> modify(mod, nowNs);
        case DELETE, DELETE_STRICT -> selected(mod).forEach(r -> table(r.table).remove(key(r)));
      }
    }

    private void add(FlowMod mod, long nowNs) {
      int id = Math.max(mod.table(), 0);
      Rule rule = new Rule(mod, id, mod.cookie(), nowNs, new RuleStats());
      Map<Key, Rule> table = table(id);
      table.remove(key(rule)); // a replaced rule goes to the end: dumps show the newest last
      table.put(key(rule), rule);
    }

    private void modify(FlowMod mod, long nowNs) {
      List<Rule> selected = selected(mod);
      for (Rule r : selected) {
        long cookie = mod.cookieMask() == 0 && mod.cookie() != 0 ? mod.cookie() : r.cookie;
        table(r.table).put(key(r), r.modified(mod.actions(), cookie));
      }
      // As OpenFlow 1.0: nothing there to modify means add, unless a cookie was asked for.
      if (selected.isEmpty() && mod.cookieMask() == 0) {
        add(mod, nowNs);
      }
    }

    private List<Rule> selected(FlowMod mod) {
      boolean strict =
          mod.command() == FlowMod.Command.MODIFY_STRICT
              || mod.command() == FlowMod.Command.DELETE_STRICT;
      List<Rule> found = new ArrayList<>();
      for (int id = 0; id < PipelineSnapshot.TABLES; id++) {
        if (mod.table() != FlowMod.ANY_TABLE && mod.table() != id) {
          continue;
        }
        Map<Key, Rule> rules = touched.containsKey(id) ? touched.get(id) : tables.get(id);
        if (rules == null) {
          continue;
        }
        if (strict) {
          Rule r = rules.get(new Key(mod.priority(), mod.match()));
          if (r != null && selects(mod, r)) {
            found.add(r);
          }
        } else {
          rules.values().stream().filter(r -> selects(mod, r)).forEach(found::add);
        }
      }
      return found;
    }

    private static Key key(Rule r) {
      return new Key(r.priority, r.match);
    }
  }
}
