package io.sluice.actors;

import akka.actor.typed.ActorRef;
import io.sluice.datapath.Generations;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.cache.Rehearsal;
import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.FlowChange;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowRemoved;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.GroupStats;
import io.sluice.flow.pipeline.Learned;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.flow.pipeline.PacketCheck;
import io.sluice.flow.pipeline.PacketOut;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.Shortened;
import io.sluice.flow.pipeline.SideEffect;
import io.sluice.flow.pipeline.TableStats;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.trace.PipelineTrace;
import io.sluice.jfr.GenerationSwap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A bridge's flow tables and how they get to the lanes: every change is published as a snapshot,
 * and what the lanes counted is folded back. Owned by the Bridge actor.
 */
final class BridgeTables {
  private static final int ETHERNET = 14;

  private final String name;
  private final int bridge;
  private final BridgeNews news;
  private final List<ActorRef<LaneActor.Command>> lanes;
  private final ActorRef<Bridge.Command> self;
  private final FlowTables tables =
      new FlowTables(EnumSet.allOf(FlowTables.Ability.class), new Rehearsal());
  private final Generations generations;
  private final FoldRounds folds;
  private final Map<Long, MacEntry> addresses = new HashMap<>();
  private boolean wantAddresses;

  BridgeTables(
      String name,
      int bridge,
      List<ActorRef<LaneActor.Command>> lanes,
      ActorRef<Bridge.Command> self,
      BridgeNews news) {
    this.name = name;
    this.news = news;
    this.bridge = bridge;
    this.lanes = lanes;
    this.self = self;
    folds = new FoldRounds(lanes.size(), this::askAll);
    tables.apply(List.of(FlowMod.addNormal()));
    generations = new Generations(tables.snapshot());
    lanes.forEach(lane -> lane.tell(new LaneActor.AddBridge(bridge, generations, self)));
  }

  long generation() {
    return tables.generation();
  }

  int flows() {
    return tables.size();
  }

  /**
   * When it returns, packets that are sent from now on are treated by the change.
   *
   * @param by who asks, for the watchers
   * @throws io.sluice.flow.pipeline.FlowException when one is refused; nothing is changed then
   */
  void apply(List<? extends Change> changes, Object by) {
    tables.tellChanges(news.wantsFlowChanges());
    tables.apply(changes);
    publish();
    tellChanges(by);
  }

  private void tellChanges(Object by) {
    List<FlowChange> changes = tables.takeChanges();
    if (!changes.isEmpty()) {
      news.flowsChanged(changes, by);
    }
  }

  /**
   * A packet did something to the tables.
   *
   * @throws io.sluice.flow.pipeline.FlowException when the rule that it made cannot be
   */
  void affect(SideEffect effect) {
    switch (effect) {
      case Learned learned -> learn(learned);
      case Shortened shortened -> tables.shorten(shortened);
    }
  }

  private void learn(Learned learned) {
    tables.tellChanges(news.wantsFlowChanges());
    if (tables.learn(learned, System.nanoTime())) {
      publish();
      tellChanges(null);
      tellRemoved();
    }
  }

  /** What goes to the controllers from now on. */
  void listen(Listeners to) {
    tables.listen(to);
    publish();
  }

  /**
   * Has one lane carry out a controller's packet, after all changes that came before it. Always the
   * same one, so that such packets keep their order. What is shorter than an Ethernet header is
   * sent nowhere.
   *
   * @throws io.sluice.flow.pipeline.FlowException when the actions cannot be carried out
   */
  void handIn(PacketOut out) {
    tables.apply(List.of(new PacketCheck(out)));
    if (out.frame().length >= ETHERNET) {
      handInLane().tell(new LaneActor.HandIn(bridge, out.inPort(), out.frame(), out.actions()));
    }
  }

  /** Has that lane answer when all packets that were handed in before are on their way. */
  void afterHandedIn(Order order) {
    handInLane().tell(new LaneActor.HandedIn(order));
  }

  private ActorRef<LaneActor.Command> handInLane() {
    return lanes.get(bridge % lanes.size());
  }

  /** The ports as they are now. */
  void ports(Collection<BridgePorts.Entry> ports) {
    tables.setPorts(
        ports.stream()
            .filter(entry -> entry.opened)
            .map(
                entry ->
                    new PortConfig(
                        entry.ofport,
                        entry.name(),
                        vlan(entry.spec.common().vlan()),
                        entry.live(),
                        entry.flags))
            .toList());
    publish();
  }

  /** What was learned on it is forgotten. */
  void portRemoved(int ofport) {
    lanes.forEach(lane -> lane.tell(new LaneActor.RemovePort(bridge, ofport)));
  }

  private static VlanMode vlan(PortSpec.Vlan vlan) {
    return switch (vlan) {
      case PortSpec.Vlan.All all -> new VlanMode.All();
      case PortSpec.Vlan.Access access -> new VlanMode.Access(access.tag());
      case PortSpec.Vlan.Trunk trunk -> new VlanMode.Trunk(trunk.vlans());
    };
  }

  private void publish() {
    GenerationSwap swap = new GenerationSwap();
    swap.begin();
    generations.publish(tables.snapshot());
    swap.end();
    if (swap.shouldCommit()) {
      swap.bridge = name;
      swap.generation = tables.generation();
      swap.flows = tables.size();
      swap.commit();
    }
  }

  /** Whether flows are gone that are to be told of and have not been. */
  boolean hasRemoved() {
    return tables.hasRemoved();
  }

  /** Tells of flows that are gone when all that they counted is in. */
  void tellRemoved() {
    if (tables.hasRemoved()) {
      folds.after(
          () -> {
            List<FlowRemoved> removed = tables.takeRemoved();
            if (!removed.isEmpty()) {
              news.flowsRemoved(removed);
            }
          });
    }
  }

  /** Asks the lanes what they counted, and ends what has timed out. */
  void tick() {
    folds.begin();
  }

  private void askAll() {
    addresses.clear();
    lanes.forEach(lane -> lane.tell(new LaneActor.Fold(bridge, wantAddresses, self)));
    wantAddresses = false;
  }

  /** A lane's caches are folded. */
  void folded(int lane, List<MacEntry> learned) {
    for (MacEntry entry : learned) {
      // Lanes learn for themselves and from each other: what was seen last is true.
      addresses.merge(
          entry.mac() << 16 | entry.vlan(),
          entry,
          (a, b) -> a.lastSeenNs() - b.lastSeenNs() >= 0 ? a : b);
    }
    tables.tellChanges(news.wantsFlowChanges());
    if (folds.answered(lane) && tables.expire(System.nanoTime()) > 0) {
      publish();
      tellChanges(null);
      tellRemoved();
    }
  }

  /** Runs {@code then} when statistics of now are in. */
  void afterFold(Runnable then) {
    folds.after(then);
  }

  /** Runs {@code then} when addresses as of now are in, see {@link #fdb}. */
  void afterAddresses(Runnable then) {
    wantAddresses = true;
    folds.after(then);
  }

  /** With statistics of the last fold. */
  List<FlowStats> dump(FlowMod filter) {
    return tables.dump(filter);
  }

  /** With statistics of the last fold. */
  List<TableStats> dumpTables() {
    return tables.dumpTables();
  }

  /** Only in what runs after a fold. */
  List<GroupStats> dumpGroups() {
    return tables.dumpGroups(System.nanoTime());
  }

  /** Only in what runs after addresses were asked for. */
  List<SwitchState.FdbEntry> fdb() {
    long now = System.nanoTime();
    List<MacEntry> sorted = new ArrayList<>(addresses.values());
    sorted.sort(
        Comparator.comparingInt(MacEntry::ofport)
            .thenComparingInt(MacEntry::vlan)
            .thenComparingLong(MacEntry::mac));
    return sorted.stream()
        .map(
            e ->
                new SwitchState.FdbEntry(
                    e.ofport(),
                    e.vlan(),
                    e.macText(),
                    (int) ((now - e.lastSeenNs()) / 1_000_000_000L)))
        .toList();
  }

  /** Only in what runs after addresses were asked for: what happens to a packet, step by step. */
  String trace(String bridgeName, Match packet) {
    return PipelineTrace.trace(
        bridgeName, tables.snapshot(), addresses.values(), packet, System.nanoTime());
  }

  /** Completes, on no thread in particular, with what each lane's caches hold, by lane. */
  CompletableFuture<List<LookupView>> look(int mostMegaflows) {
    List<CompletableFuture<LookupView>> answers = new ArrayList<>();
    for (ActorRef<LaneActor.Command> lane : lanes) {
      CompletableFuture<LookupView> answer = new CompletableFuture<>();
      answers.add(answer);
      lane.tell(new LaneActor.Look(bridge, mostMegaflows, answer));
    }
    return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }

  /** Completes, on no thread in particular, with what each meter did on all lanes. */
  CompletableFuture<Map<Integer, long[]>> countMeters() {
    CompletableFuture<Map<Integer, long[]>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    for (ActorRef<LaneActor.Command> lane : lanes) {
      CompletableFuture<Map<Integer, long[]>> one = new CompletableFuture<>();
      lane.tell(new LaneActor.CountMeters(bridge, one));
      all = all.thenCombine(one, BridgeTables::sum);
    }
    return all;
  }

  private static Map<Integer, long[]> sum(Map<Integer, long[]> all, Map<Integer, long[]> one) {
    one.forEach((id, counts) -> all.merge(id, counts, BridgeTables::sum));
    return all;
  }

  /** Of as many as both have: a lane may be a generation behind. */
  private static long[] sum(long[] a, long[] b) {
    long[] sum = new long[Math.min(a.length, b.length)];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  List<MeterStats> dumpMeters(Map<Integer, long[]> counts) {
    return tables.dumpMeters(counts, System.nanoTime());
  }

  void close() {
    lanes.forEach(lane -> lane.tell(new LaneActor.RemoveBridge(bridge)));
  }
}
