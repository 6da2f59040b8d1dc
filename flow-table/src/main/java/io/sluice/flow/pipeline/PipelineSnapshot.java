package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One generation of a bridge's tables and ports. Immutable: lanes look packets up in it without
 * asking anyone.
 */
public final class PipelineSnapshot {
  /** Most tables. */
  public static final int TABLES = 254;

  private final long generation;
  private final TupleSpace[] tables;
  private final PortConfig[] ports;
  private final Map<Integer, PortConfig> byOfport;
  private final long[] unionMask;
  private final int rules;
  private final boolean rewrites;
  private final HashTrie.Node groups;
  private final List<MeterMod> meters;
  private final Listeners listeners;
  private final Map<Learners.Key, Integer> limited;

  PipelineSnapshot(
      long generation,
      TupleSpace[] tables,
      HashTrie.Node groups,
      List<MeterMod> meters,
      Collection<PortConfig> ports,
      long[] union,
      Map<Learners.Key, Integer> limited,
      int rules,
      boolean rewrites,
      Listeners listeners) {
    this.generation = generation;
    this.tables = tables.clone();
    this.ports = ports.toArray(new PortConfig[0]);
    this.byOfport = new HashMap<>();
    for (PortConfig p : this.ports) {
      byOfport.put(p.ofport(), p);
    }
    this.unionMask = union;
    this.limited = limited;
    this.rules = rules;
    this.rewrites = rewrites;
    this.groups = groups;
    this.meters = meters;
    this.listeners = listeners;
  }

  /** Nothing in it: every packet is dropped. */
  public static PipelineSnapshot empty() {
    return new FlowTables().snapshot();
  }

  /** Grows by at least one with every change. */
  public long generation() {
    return generation;
  }

  public int ruleCount() {
    return rules;
  }

  public TupleSpace table(int table) {
    return tables[table];
  }

  /** The group, or null. */
  public Group group(int id) {
    return GroupEdit.find(groups, id);
  }

  /** The meters, as ADDs, by number as a signed one. */
  public List<MeterMod> meters() {
    return meters;
  }

  /** What goes to the controllers. */
  public Listeners listeners() {
    return listeners;
  }

  /** Whether a rule that a packet makes is there already, or there is room for it. */
  public boolean takes(Learned learned) {
    FlowMod flow = learned.flow();
    return learned.limit() == 0
        || limited.getOrDefault(new Learners.Key(flow.table(), flow.cookie()), 0) < learned.limit()
        || tables[flow.table()].find(flow.match(), flow.priority()) != null;
  }

  /** The port, or null. */
  public PortConfig port(int ofport) {
    return byOfport.get(ofport);
  }

  public int portCount() {
    return ports.length;
  }

  /** The i-th port, in order of ofport. */
  public PortConfig portAt(int i) {
    return ports[i];
  }

  /** Every bit of the key that any verdict of this snapshot can depend on. */
  public long unionMask(int word) {
    return unionMask[word];
  }

  /** Whether any rule changes packets. */
  public boolean rewrites() {
    return rewrites;
  }

  /** Whether verdicts depend on nothing but the port that a packet came from. */
  public boolean needsOnlyInPort() {
    long rest = unionMask[0] & ~FlowKey.IN_PORT_MASK;
    for (int w = 1; w < FlowKey.WORDS; w++) {
      rest |= unionMask[w];
    }
    return rest == 0;
  }
}
