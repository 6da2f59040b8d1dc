package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sluice.actors.SwitchState.FdbEntry;
import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureRequest;
import io.sluice.census.Census;
import io.sluice.datapath.Fabric;
import io.sluice.datapath.LaneDatapath;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.GroupStats;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.flow.pipeline.PacketOut;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.TableStats;
import io.sluice.lane.Lanes;
import io.sluice.news.News;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A switch as an actor system of its own, and the door to it. Any thread. */
public final class SwitchSystem implements SwitchApi, Inspection {
  private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
  private static final long STOP_PATIENCE_MS = 10_000;

  private final ActorSystem<Switch.Command> system;
  private final SwitchParts parts;
  private final Asking asking;
  private final Captures captures;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final long startedNs = System.nanoTime();

  private SwitchSystem(SwitchSettings settings, SwitchParts.WorkFactory work) {
    parts = new SwitchParts(settings, work);
    try {
      system = ActorSystem.create(parts.guardian(), "sluice", config(settings));
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
    asking = new Asking(system);
    captures = new Captures(asking, system, parts);
    system
        .getWhenTerminated()
        .whenCompleteAsync(
            (done, failure) -> {
              parts.close();
              stopped.complete(null);
            });
  }

  /** Starts a switch without bridges; throws {@link SwitchException} when it cannot. */
  public static SwitchSystem start(SwitchSettings settings) {
    Fabric fabric = new Fabric(settings.lanes().size());
    SwitchSystem started =
        start(
            settings,
            (addresses, pool) -> {
              List<LaneWork> work = new ArrayList<>();
              for (int i = 0; i < settings.lanes().size(); i++) {
                work.add(new DatapathWork(i, addresses, new LaneDatapath(i, fabric)));
              }
              return work;
            });
    started.stopped.thenRun(fabric::close);
    return started;
  }

  /**
   * Starts a switch without bridges.
   *
   * @param work makes the lanes' datapaths, in the order of the lanes
   */
  static SwitchSystem start(SwitchSettings settings, SwitchParts.WorkFactory work) {
    return new SwitchSystem(settings, work);
  }

  private static Config config(SwitchSettings settings) {
    Config own =
        ConfigFactory.parseString(
            """
            akka {
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              # A lost front end is tried every 15 ms: on time, and nobody is woken in between.
              scheduler.implementation = "io.sluice.actors.DeadlineScheduler"
              # The usual one cannot be counted by another thread than its actor's.
              actor.typed.default-mailbox.mailbox-type = "akka.dispatch.UnboundedMailbox"
              # Who runs the switch decides what SIGTERM does.
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
              coordinated-shutdown.run-by-actor-system-terminate = off
            }
            """);
    return Lanes.config(settings.lanes())
        .withFallback(Lending.config())
        .withFallback(own)
        .withFallback(ConfigFactory.load());
  }

  @Override
  public CompletionStage<Void> addBridge(String bridge) {
    return asking.order(system, replyTo -> new Switch.AddBridge(bridge, replyTo));
  }

  @Override
  public CompletionStage<Void> delBridge(String bridge) {
    return asking.order(system, replyTo -> new Switch.DelBridge(bridge, replyTo));
  }

  @Override
  public CompletionStage<Integer> addPort(String bridge, PortSpec port) {
    return asking.request(system, replyTo -> new Switch.AddPort(bridge, port, replyTo));
  }

  @Override
  public CompletionStage<Void> delPort(String bridge, String port) {
    return asking.order(system, replyTo -> new Switch.DelPort(bridge, port, replyTo));
  }

  @Override
  public CompletionStage<Void> applyFlows(
      String bridge, List<? extends Change> changes, Object by) {
    List<Change> copy = List.copyOf(changes);
    return order(bridge, order -> new Bridge.ApplyFlows(copy, by, order));
  }

  @Override
  public CompletionStage<List<FlowStats>> dumpFlows(String bridge, FlowMod filter) {
    return Asking.plain(
        find(bridge)
            .thenCompose(
                actor -> asking.request(actor, replyTo -> new Bridge.DumpFlows(filter, replyTo))));
  }

  @Override
  public CompletionStage<Void> seeFlows(
      String bridge, FlowMod filter, Consumer<List<FlowStats>> seen) {
    return Asking.plain(
        find(bridge)
            .thenCompose(
                actor ->
                    asking.order(actor, replyTo -> new Bridge.SeeFlows(filter, seen, replyTo))));
  }

  @Override
  public CompletionStage<List<TableStats>> dumpTables(String bridge) {
    return Asking.plain(
        find(bridge).thenCompose(actor -> asking.request(actor, Bridge.DumpTables::new)));
  }

  @Override
  public CompletionStage<List<GroupStats>> dumpGroups(String bridge) {
    return Asking.plain(
        find(bridge).thenCompose(actor -> asking.request(actor, Bridge.DumpGroups::new)));
  }

  @Override
  public CompletionStage<List<MeterStats>> dumpMeters(String bridge) {
    return Asking.plain(
        find(bridge).thenCompose(actor -> asking.request(actor, Bridge.DumpMeters::new)));
  }

  @Override
  public CompletionStage<Void> watch(String bridge, BridgeWatcher watcher) {
    return order(bridge, order -> new Bridge.Watch(watcher, order));
  }

  @Override
  public CompletionStage<Void> unwatch(String bridge, BridgeWatcher watcher) {
    return order(bridge, order -> new Bridge.Unwatch(watcher, order));
  }

  @Override
  public CompletionStage<Void> configurePort(
      String bridge, int ofport, Set<PortConfig.Flag> on, Set<PortConfig.Flag> off, Object by) {
    Set<PortConfig.Flag> set = Set.copyOf(on);
    Set<PortConfig.Flag> taken = Set.copyOf(off);
    return order(bridge, order -> new Bridge.ConfigurePort(ofport, set, taken, by, order));
  }

  @Override
  public CompletionStage<Void> listen(String bridge, Listeners to) {
    return order(bridge, order -> new Bridge.Listen(to, order));
  }

  @Override
  public CompletionStage<Void> packetOut(String bridge, PacketOut packet) {
    return order(bridge, order -> new Bridge.HandIn(packet, order));
  }

  @Override
  public CompletionStage<Void> packetOutsSent(String bridge) {
    return order(bridge, Bridge.AfterHandedIn::new);
  }

  private CompletionStage<Void> order(String bridge, Function<Order, Bridge.Command> message) {
    ActorRef<Bridge.Command> known = parts.directory().find(bridge);
    return known != null
        ? Order.give(known, message)
        : Asking.plain(find(bridge).thenCompose(actor -> Order.give(actor, message)));
  }

  @Override
  public CompletionStage<List<FdbEntry>> fdb(String bridge) {
    return Asking.plain(
        find(bridge).thenCompose(actor -> asking.request(actor, Bridge.GetFdb::new)));
  }

  @Override
  public CompletionStage<String> trace(String bridge, Match packet) {
    return Asking.plain(
        find(bridge)
            .thenCompose(
                actor -> asking.request(actor, replyTo -> new Bridge.Trace(packet, replyTo))));
  }

  @Override
  public CompletionStage<List<LookupView>> look(String bridge, int mostMegaflows) {
    return Asking.plain(
        find(bridge)
            .thenCompose(
                actor ->
                    asking.request(actor, replyTo -> new Bridge.Look(mostMegaflows, replyTo))));
  }

  @Override
  public CompletionStage<Void> moveQueue(String queue, int lane) {
    return Asking.plain(
        parts
            .laneManager()
            .thenCompose(
                manager ->
                    asking.order(
                        manager, replyTo -> new LaneManager.MoveQueue(queue, lane, replyTo))));
  }

  @Override
  public CompletionStage<List<String>> rebalance() {
    return Asking.plain(
        parts
            .laneManager()
            .thenCompose(manager -> asking.request(manager, LaneManager.Rebalance::new)));
  }

  @Override
  public CompletionStage<Capture> capture(CaptureRequest request) {
    return Asking.plain(captures.open(request));
  }

  @Override
  public CompletionStage<List<CapturePort>> capturePorts() {
    return Asking.plain(captures.ports());
  }

  @Override
  public CompletionStage<SwitchState> state() {
    return Asking.plain(new StateQuery(asking, system, parts).state(startedNs));
  }

  @Override
  public Census census() {
    return parts.observed().census();
  }

  @Override
  public News news() {
    return parts.observed().news();
  }

  @Override
  public CompletionStage<List<LaneView>> lanes() {
    return Asking.plain(
        parts
            .laneManager()
            .thenCompose(
                manager ->
                    asking.<LaneManager.Command, LaneManager.MeasuredLanes>question(
                        manager, LaneManager.GetMeasured::new, Asking.PATIENCE))
            .thenApply(
                measured ->
                    measured.lanes().stream()
                        .map(lane -> LaneView.of(lane, parts.laneTotals(lane.lane().index())))
                        .toList()));
  }

  @Override
  public List<PoolView> pools() {
    return List.of(parts.poolView());
  }

  @Override
  public CompletionStage<List<FlowStats>> flowsOfLate(String bridge, FlowMod filter) {
    return Asking.plain(
        find(bridge)
            .thenCompose(
                actor ->
                    asking.request(actor, replyTo -> new Bridge.FlowsOfLate(filter, replyTo))));
  }

  @Override
  public CompletionStage<Void> ready() {
    return Asking.plain(
        asking
            .<Switch.Command, Switch.BridgeList>question(
                system, Switch.GetBridges::new, Asking.PATIENCE)
            .thenCompose(
                list ->
                    CompletableFuture.allOf(
                        list.bridges().values().stream()
                            .map(bridge -> ready(bridge).toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new))));
  }

  private CompletionStage<Done> ready(ActorRef<Bridge.Command> bridge) {
    return asking.question(bridge, Bridge.WhenReady::new, READY_PATIENCE);
  }

  /** All packets so far; after the switch has stopped, the last word about them. */
  public SwitchState.Balance balance() {
    return parts.balance();
  }

  @Override
  public CompletionStage<Void> stop() {
    system.tell(Switch.Stop.NOW);
    return stopped
        .copy()
        .orTimeout(STOP_PATIENCE_MS, TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            late ->
                CompletableFuture.failedFuture(
                    new SwitchException(
                        "the switch did not stop within " + STOP_PATIENCE_MS + " ms")));
  }

  private CompletionStage<ActorRef<Bridge.Command>> find(String bridge) {
    ActorRef<Bridge.Command> known = parts.directory().find(bridge);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    return asking.request(system, replyTo -> new Switch.FindBridge(bridge, replyTo));
  }
}
