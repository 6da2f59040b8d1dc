package io.sluice.flow.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bridge's flow tables and groups as its user changes them. Owned by one control thread (the
 * bridge's); lanes get immutable snapshots. A change costs what it changes, not what there is: the
 * tables are persistent tries, and a snapshot takes over their roots.
 */
public final class FlowTables {
  /** Most meters. */
  public static final int MAX_METERS = MeterEdit.MAX_METERS;

  /** Most groups, of all types together. */
  public static final int MAX_GROUPS = GroupEdit.MAX_GROUPS;

  private static final int MAX_RULES = 1_000_000;
  private static final int[] NOBODY = {0};
  private static final Comparator<Rule> DUMP_ORDER =
      Comparator.comparingInt((Rule r) -> r.table)
          .thenComparingInt(r -> -r.priority)
          .thenComparingLong(r -> r.sequence);

  /** What the datapath that works by the snapshots can do besides what every one can. */
  public enum Ability {
    /** Tells controllers of packets. */
    CONTROLLER,
    /** Adds rules that packets make. */
    LEARN,
    /** Throttles. */
    METER
  }

  /** What it counted is read when it is told of, as lanes may still have some of it. */
  private record Gone(Rule rule, FlowRemoved.Reason reason, long atNs) {
    FlowRemoved told() {
      return new FlowRemoved(rule.toStats(atNs), reason);
    }
  }

  private final TupleSpace[] tables = new TupleSpace[PipelineSnapshot.TABLES];
  private final RuleStats[] tableStats = new RuleStats[PipelineSnapshot.TABLES];
  private final UnionCounter looks = new UnionCounter();
  private final Learners learners = new Learners();
  private final LearnLimits limits = new LearnLimits();
  private final List<PortConfig> ports = new ArrayList<>();
  private final List<Gone> removed = new ArrayList<>();
  private final FlowModCheck check;
  private HashTrie.Node groups = HashTrie.EMPTY;
  private GroupEdit.Sizes groupSizes = GroupEdit.Sizes.NONE;
  private GroupFacts groupFacts = GroupFacts.NONE;
  private Map<Integer, MeterEdit.Entry> meters = Map.of();
  private List<MeterMod> meterMods = List.of();
  private List<FlowChange> changes = new ArrayList<>();
  private boolean tellsChanges;
  private Listeners listeners = Listeners.NOBODY;
  private final long mostBytes;
  private int size;

  /** What {@link HeapBudget} estimates of all rules. */
  private long bytes;

  private long sequence;
  private long generation = 1;
  private PipelineSnapshot snapshot;

  public FlowTables() {
    this(EnumSet.noneOf(Ability.class));
  }

  /**
   * @param abilities without them, actions that need one are refused
   */
  public FlowTables(Set<Ability> abilities) {
    this(abilities, PacketTrial.NONE);
  }

  /**
   * @param trial of the packets of {@link PacketCheck}
   */
  public FlowTables(Set<Ability> abilities, PacketTrial trial) {
    this(abilities, trial, HeapBudget.most());
  }

  /**
   * @param mostBytes of {@link HeapBudget}'s
   */
  FlowTables(Set<Ability> abilities, PacketTrial trial, long mostBytes) {
    this.mostBytes = mostBytes;
    Arrays.fill(tables, TupleSpace.EMPTY);
    Arrays.setAll(tableStats, i -> new RuleStats());
    check = new FlowModCheck(abilities, trial);
  }

  /** Applies all changes or, when one is refused, none. */
  public void apply(List<? extends Change> changes) {
    apply(changes, System.nanoTime());
  }

  /**
   * Applies all changes or, when one is refused, none. They become visible as one generation.
   *
   * @throws FlowException with a message for the user, and which change it is about
   */
  public void apply(List<? extends Change> changes, long nowNs) {
    PipelineEdit edit = edit();
    int i = 0;
    try {
      for (Change change : changes) {
        edit.apply(change, nowNs);
        i++;
      }
      commit(edit, nowNs);
    } catch (FlowException e) {
      throw e.of(Math.min(i, changes.size() - 1));
    }
  }

  private PipelineEdit edit() {
    return new PipelineEdit(
        tables, tableStats, groups, groupSizes, meters, check, this::soFar, sequence, tellsChanges);
  }

  private void commit(PipelineEdit edit, long nowNs) {
    learners.forget(edit);
    int next = size + edit.added.size() - edit.replaced.size() - edit.removed.size();
    if (next > MAX_RULES) {
      throw new FlowException(
          FlowException.Kind.TABLE_FULL,
          "the tables would hold " + next + " flows, at most " + MAX_RULES + " are allowed");
    }
    long nextBytes = bytes + HeapBudget.of(edit.added) - HeapBudget.of(edit.replaced);
    for (PipelineEdit.Gone gone : edit.removed) {
      nextBytes -= HeapBudget.of(gone.rule());
    }
    if (nextBytes > mostBytes && nextBytes > bytes) {
      throw new FlowException(
          FlowException.Kind.TABLE_FULL,
          "%d flows would take some %d KB of the heap, at most %d KB are allowed"
              .formatted(next, nextBytes >> 10, mostBytes >> 10));
    }
    if (!edit.changed()) {
      return;
    }
    if (edit.changes != null) {
      changes.addAll(edit.changes);
    }
    edit.tables((id, table) -> tables[id] = table);
    groups = edit.groups.groups();
    groupSizes = edit.groups.sizes();
    if (edit.meters.meters() != meters) {
      meters = edit.meters.meters();
      meterMods = meters.values().stream().map(MeterEdit.Entry::mod).toList();
    }
    learners.commit(edit);
    limits.commit(edit, tables);
    edit.added.forEach(looks::add);
    edit.replaced.forEach(looks::remove);
    for (PipelineEdit.Gone gone : edit.removed) {
      looks.remove(gone.rule());
      if (gone.rule().has(FlowMod.Flag.SEND_FLOW_REM)) {
        removed.add(new Gone(gone.rule(), gone.reason(), nowNs));
      }
    }
    size = next;
    bytes = nextBytes;
    sequence = edit.sequence();
    changed();
  }

  /**
   * Takes a rule that a packet made: adds it, modifies the one that is there, or, when that is the
   * same, only has its hard timeout start again.
   *
   * @return whether anything was changed
   * @throws FlowException when it is no rule that a user could add
   */
  public boolean learn(Learned learned, long nowNs) {
    FlowMod flow = learned.flow();
    if (learned.withLearner() && !learners.has(flow.table(), flow.cookie())) {
      return false; // the rule that it is of went while the packet was on its way
    }
    PipelineEdit edit = edit();
    Rule old = edit.find(flow);
    if (old != null && old.actions.equals(flow.actions()) && old.cookie == flow.cookie()) {
      old.modifiedNs = nowNs;
      return false;
    }
    if (old == null && learned.limit() > 0 && withCookie(flow) >= learned.limit()) {
      return false;
    }
    edit.apply(flow, nowNs);
    commit(edit, nowNs);
    return true;
  }

  private int withCookie(FlowMod flow) {
    Learners.Key key = new Learners.Key(flow.table(), flow.cookie());
    Integer known = limits.counts().get(key);
    return known == null ? LearnLimits.count(key, tables) : known;
  }

  /** Lowers the timeouts of a rule, if that is there still. */
  public void shorten(Shortened by) {
    Rule rule = edit().find(by.rule().toFlow());
    if (rule != null && rule.stats == by.rule().stats) {
      looks.remove(rule);
      rule.shorten(by.idleTimeout(), by.hardTimeout());
      looks.add(rule);
    }
  }

  /** Flows that a filter covers: its match, table, cookie, out port and out group count. */
  public List<FlowStats> dump(FlowMod filter) {
    return dump(filter, System.nanoTime());
  }

  /** As {@link #dump(FlowMod)}, with the time given. */
  public List<FlowStats> dump(FlowMod filter, long nowNs) {
    List<Rule> found = edit().selected(filter.withCommand(FlowMod.Command.DELETE));
    found.sort(DUMP_ORDER);
    return found.stream().map(r -> r.toStats(nowNs)).toList();
  }

  /** The tables, all of them, in the order of their numbers; costs nothing for a rule. */
  public List<TableStats> dumpTables() {
    List<TableStats> all = new ArrayList<>(tables.length);
    for (int i = 0; i < tables.length; i++) {
      all.add(new TableStats(i, tables[i].size(), tableStats[i].packets()));
    }
    return all;
  }

  /** The groups, in the order of their numbers. */
  public List<GroupStats> dumpGroups(long nowNs) {
    List<GroupStats> all = new ArrayList<>();
    Map<Integer, int[]> users = Users.count(tables, Users::group);
    HashTrie.forEach(
        groups,
        leaf -> {
          Group g = (Group) leaf;
          all.add(g.toStats(nowNs, users.getOrDefault(g.id(), NOBODY)[0]));
        });
    all.sort((a, b) -> Integer.compareUnsigned(a.group().id(), b.group().id()));
    return all;
  }

  /**
   * The meters, in the order of their numbers.
   *
   * @param counts what each did: packets and bytes, then those of each band
   */
  public List<MeterStats> dumpMeters(Map<Integer, long[]> counts, long nowNs) {
    List<MeterStats> all = new ArrayList<>();
    Map<Integer, int[]> users = Users.count(tables, Users::meter);
    for (MeterEdit.Entry e : meters.values()) {
      MeterMod mod = e.mod();
      long[] c = counts.getOrDefault(mod.id(), new long[0]);
      c = Arrays.copyOf(c, 2 + 2 * mod.bands().size());
      List<Long> packets = new ArrayList<>();
      List<Long> bytes = new ArrayList<>();
      for (int i = 2; i < c.length; i += 2) {
        packets.add(c[i]);
        bytes.add(c[i + 1]);
      }
      int flows = users.getOrDefault(mod.id(), NOBODY)[0];
      all.add(new MeterStats(mod, flows, c[0], c[1], packets, bytes, nowNs - e.createdNs()));
    }
    all.sort((a, b) -> Integer.compareUnsigned(a.meter().id(), b.meter().id()));
    return all;
  }

  /** Removes rules whose idle or hard timeout has passed; returns how many. */
  public int expire(long nowNs) {
    if (!looks.anyTimed()) {
      return 0;
    }
    PipelineEdit edit = edit();
    List<Rule> timed = new ArrayList<>();
    for (TupleSpace table : tables) {
      table.forEach(
          r -> {
            if (r.times() && (r.hardExpired(nowNs) || r.idleExpired(nowNs))) {
              timed.add(r);
            }
          });
    }
    for (Rule r : timed) {
      edit.remove(
          r,
          r.hardExpired(nowNs) ? FlowRemoved.Reason.HARD_TIMEOUT : FlowRemoved.Reason.IDLE_TIMEOUT);
    }
    commit(edit, nowNs);
    return timed.size();
  }

  /** Whether {@link #takeRemoved} has any. */
  public boolean hasRemoved() {
    return !removed.isEmpty();
  }

  /** Rules with SEND_FLOW_REM that went since this was asked last. */
  public List<FlowRemoved> takeRemoved() {
    List<FlowRemoved> taken = removed.stream().map(Gone::told).toList();
    removed.clear();
    return taken;
  }

  /** Whether what changes from now on is kept for {@link #takeChanges}; at first it is not. */
  public void tellChanges(boolean on) {
    tellsChanges = on;
  }

  /** Every rule that came, went or became another since this was asked last, in order. */
  public List<FlowChange> takeChanges() {
    List<FlowChange> taken = changes;
    changes = new ArrayList<>();
    return taken;
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

  /** Only what these want goes to the controllers from now on; at first nothing does. */
  public void listen(Listeners to) {
    if (!to.equals(listeners)) {
      listeners = to;
      changed();
    }
  }

  public int size() {
    return size;
  }

  /** Rules of one table. */
  public int size(int table) {
    return tables[table].size();
  }

  public long generation() {
    return generation;
  }

  /** The tables and ports as they are now; the same object until something changes. */
  public PipelineSnapshot snapshot() {
    if (snapshot == null) {
      snapshot =
          snapshot(
              tables,
              groups,
              groupFacts().and(looks.union()),
              looks.rewrites() || groupFacts().rewrites());
    }
    return snapshot;
  }

  /** What verdicts can depend on is not known of it, only the verdicts are right. */
  private PipelineSnapshot soFar(PipelineEdit edit) {
    if (!edit.changed()) {
      return snapshot();
    }
    TupleSpace[] edited = tables.clone();
    edit.tables((id, table) -> edited[id] = table);
    return snapshot(edited, edit.groups.groups(), looks.union(), true);
  }

  private PipelineSnapshot snapshot(
      TupleSpace[] tables, HashTrie.Node groups, long[] union, boolean rewrites) {
    return new PipelineSnapshot(
        generation,
        tables,
        groups,
        meterMods,
        ports,
        union,
        limits.counts(),
        size,
        rewrites,
        listeners);
  }

  private GroupFacts groupFacts() {
    if (groupFacts.groups() != groups) {
      groupFacts = GroupFacts.of(groups);
    }
    return groupFacts;
  }

  private void changed() {
    generation++;
    snapshot = null;
  }
}
