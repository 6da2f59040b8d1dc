package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.japi.function.Function;
import akka.pattern.StatusReply;
import io.sluice.capture.CapturePort;
import io.sluice.census.Place;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.GroupStats;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.flow.pipeline.PacketOut;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.SideEffect;
import io.sluice.flow.pipeline.TableStats;
import io.sluice.log.EventLog;
import io.sluice.news.Event;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One bridge: owns its ports and its flow tables, and publishes each generation of them to the
 * lanes. Runs on the default dispatcher.
 *
 * <p>Invariant: a request that changes something is answered when the packets that are sent from
 * then on are treated by the change, or refused with nothing changed.
 */
final class Bridge extends AbstractBehavior<Bridge.Command> {
  private static final EventLog LOG = EventLog.of(Bridge.class);
  private static final Duration TICK_EVERY = Duration.ofMillis(500);

  sealed interface Command
      permits AddPort,
          DelPort,
          ApplyFlows,
          DumpFlows,
          FlowsOfLate,
          SeeFlows,
          DumpTables,
          DumpGroups,
          DumpMeters,
          MetersCounted,
          GetFdb,
          Affect,
          Watch,
          Unwatch,
          Listen,
          HandIn,
          AfterHandedIn,
          ConfigurePort,
          Trace,
          Look,
          GetState,
          GetPorts,
          WhenReady,
          Delete,
          PortOpened,
          PortNotOpened,
          PortChanged,
          Joined,
          Folded,
          Tick {}

  record AddPort(PortSpec spec, ActorRef<StatusReply<Integer>> replyTo) implements Command {}

  record DelPort(String port, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  record ApplyFlows(List<Change> changes, Object by, Order order) implements Command {}

  record DumpFlows(FlowMod filter, ActorRef<StatusReply<List<FlowStats>>> replyTo)
      implements Command {}

  /** As {@link DumpFlows}, with statistics as of the last tick. */
  record FlowsOfLate(FlowMod filter, ActorRef<StatusReply<List<FlowStats>>> replyTo)
      implements Command {}

  /** As {@link DumpFlows}; what is to be done with the flows is done here, before they change. */
  record SeeFlows(
      FlowMod filter, Consumer<List<FlowStats>> seen, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** A packet did something to the tables. */
  record Affect(SideEffect effect) implements Command {}

  /** The watcher hears of the bridge from now on. */
  record Watch(BridgeWatcher watcher, Order order) implements Command {}

  record Unwatch(BridgeWatcher watcher, Order order) implements Command {}

  record Listen(Listeners to, Order order) implements Command {}

  /** Sets and takes away what a port is not to do. */
  record ConfigurePort(
      int ofport, Set<PortConfig.Flag> on, Set<PortConfig.Flag> off, Object by, Order order)
      implements Command {}

  /** A controller's packet, with actions. Answered when its lane has been told. */
  record HandIn(PacketOut packet, Order order) implements Command {}

  /** Answered when all that was handed in before is on its way. */
  record AfterHandedIn(Order order) implements Command {}

  record DumpTables(ActorRef<StatusReply<List<TableStats>>> replyTo) implements Command {}

  record DumpGroups(ActorRef<StatusReply<List<GroupStats>>> replyTo) implements Command {}

  record DumpMeters(ActorRef<StatusReply<List<MeterStats>>> replyTo) implements Command {}

  private record MetersCounted(
      Map<Integer, long[]> counts, ActorRef<StatusReply<List<MeterStats>>> replyTo)
      implements Command {}

  record GetFdb(ActorRef<StatusReply<List<SwitchState.FdbEntry>>> replyTo) implements Command {}

  record Trace(Match packet, ActorRef<StatusReply<String>> replyTo) implements Command {}

  /** Answered with what each lane's caches hold, by lane. */
  record Look(int mostMegaflows, ActorRef<StatusReply<List<LookupView>>> replyTo)
      implements Command {}

  record GetState(ActorRef<SwitchState.Bridge> replyTo) implements Command {}

  record GetPorts(ActorRef<List<CapturePort>> replyTo) implements Command {}

  /** Answered when every port is polled. */
  record WhenReady(ActorRef<Done> replyTo) implements Command {}

  enum Delete implements Command {
    NOW
  }

  /** A port's news: it holds what it needs. */
  record PortOpened(String port) implements Command {}

  /** A port's news: it could not be made, and has ended. */
  record PortNotOpened(String port, String why) implements Command {}

  /** A port's news: it is not as it was. */
  record PortChanged(String port, DeviceState state, int restarts, String lastFailure)
      implements Command {}

  /** A lane's news: it has the bridge. */
  record Joined(int lane) implements Command {}

  /** A lane's news: its caches are folded, and this is what it learned (if asked). */
  record Folded(int lane, List<MacEntry> addresses) implements Command {}

  private enum Tick implements Command {
    NOW
  }

  /** Makes the device of a port. */
  interface Devices {
    /**
     * @param stats where its queues' counters are entered
     */
    Port.DeviceFactory of(PortSpec spec, int ofport, Id bridge, PortStats stats);
  }

  /**
   * @param number by which lanes know it
   */
  record Id(String name, int number) {}

  /** What the bridge needs from the switch around it. */
  record Surroundings(
      ActorRef<Switch.Command> owner,
      List<ActorRef<LaneActor.Command>> lanes,
      ActorRef<LaneManager.Command> laneManager,
      Devices devices,
      PacketIns packetIns,
      PacketLedger ledger,
      Observed observed) {}

  private final String name;
  private final int number;
  private final Surroundings around;
  private final ActorRef<StatusReply<Done>> whenUp;
  private final BitSet lanesMissing = new BitSet();
  private final PortKeeper ports;
  private final BridgeTables tables;
  private final BridgeNews news = new BridgeNews();
  private long told;

  /**
   * @param whenUp told when every lane has the bridge: packets of its ports may come then
   */
  static Behavior<Command> create(
      String name, int number, Surroundings around, ActorRef<StatusReply<Done>> whenUp) {
    Behavior<Command> bridge =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(Tick.NOW, TICK_EVERY);
                      return new Bridge(context, name, number, around, whenUp);
                    }));
    // A defect met by one request must not cost the bridge its flows: state changes come last.
    return Behaviors.setup(
        context ->
            around
                .observed()
                .resuming(
                    Command.class,
                    Place.of(Place.bridge(name), "Bridge"),
                    self ->
                        Asked.details(
                            context.getSystem(),
                            self,
                            GetState::new,
                            (SwitchState.Bridge b) ->
                                new KindDetails.OfBridge(
                                    number, b.generation(), b.flows(), b.ports().size())),
                    bridge));
  }

  private Bridge(
      ActorContext<Command> context,
      String name,
      int number,
      Surroundings around,
      ActorRef<StatusReply<Done>> whenUp) {
    super(context);
    this.whenUp = whenUp;
    lanesMissing.set(0, around.lanes().size());
    this.name = name;
    this.number = number;
    this.around = around;
    tables = new BridgeTables(name, number, around.lanes(), context.getSelf(), news);
    ports = new PortKeeper(context, name, number, around, tables, news);
    around.packetIns().add(number, news);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(AddPort.class, staying(ports::add))
        .onMessage(DelPort.class, staying(ports::delete))
        .onMessage(ApplyFlows.class, this::onApplyFlows)
        .onMessage(DumpFlows.class, this::onDumpFlows)
        .onMessage(FlowsOfLate.class, this::onFlowsOfLate)
        .onMessage(SeeFlows.class, this::onSeeFlows)
        .onMessage(DumpTables.class, this::onDumpTables)
        .onMessage(DumpGroups.class, this::onDumpGroups)
        .onMessage(Affect.class, this::onAffect)
        .onMessage(Watch.class, this::onWatch)
        .onMessage(Unwatch.class, this::onUnwatch)
        .onMessage(Listen.class, this::onListen)
        .onMessage(ConfigurePort.class, staying(ports::configure))
        .onMessage(HandIn.class, this::onHandIn)
        .onMessage(AfterHandedIn.class, this::onAfterHandedIn)
        .onMessage(DumpMeters.class, this::onDumpMeters)
        .onMessage(MetersCounted.class, this::onMetersCounted)
        .onMessage(GetFdb.class, this::onGetFdb)
        .onMessage(Trace.class, this::onTrace)
        .onMessage(Look.class, this::onLook)
        .onMessage(GetState.class, this::onGetState)
        .onMessage(GetPorts.class, this::onGetPorts)
        .onMessage(WhenReady.class, staying(ports::whenReady))
        .onMessage(Delete.class, delete -> Behaviors.stopped())
        .onMessage(PortOpened.class, staying(ports::opened))
        .onMessage(PortNotOpened.class, staying(ports::notOpened))
        .onMessage(PortChanged.class, staying(ports::changed))
        .onMessage(Joined.class, this::onJoined)
        .onMessage(Folded.class, this::onFolded)
        .onMessage(Tick.class, tick -> onTick())
        .onSignal(Terminated.class, staying(ports::ended))
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private <M> Function<M, Behavior<Command>> staying(Consumer<M> work) {
    return message -> {
      work.accept(message);
      return this;
    };
  }

  // ---- flows ------------------------------------------------------------------------------------

  private Behavior<Command> onApplyFlows(ApplyFlows apply) {
    try {
      tables.apply(apply.changes(), apply.by());
    } catch (FlowException e) {
      apply.order().refused(refused(e));
      return this;
    }
    onApplied(apply);
    return this;
  }

  /** Flows that are gone are told of before the request that took them away is answered. */
  private void onApplied(ApplyFlows apply) {
    if (tables.hasRemoved()) {
      tables.tellRemoved();
      tables.afterFold(apply.order()::done);
    } else {
      apply.order().done();
    }
  }

  private Behavior<Command> onDumpFlows(DumpFlows dump) {
    tables.afterFold(() -> dump.replyTo().tell(StatusReply.success(tables.dump(dump.filter()))));
    return this;
  }

  private Behavior<Command> onFlowsOfLate(FlowsOfLate dump) {
    dump.replyTo().tell(StatusReply.success(tables.dump(dump.filter())));
    return this;
  }

  private Behavior<Command> onSeeFlows(SeeFlows see) {
    tables.afterFold(
        () -> {
          see.seen().accept(tables.dump(see.filter()));
          see.replyTo().tell(StatusReply.ack());
        });
    return this;
  }

  private Behavior<Command> onDumpTables(DumpTables dump) {
    tables.afterFold(() -> dump.replyTo().tell(StatusReply.success(tables.dumpTables())));
    return this;
  }

  private Behavior<Command> onDumpGroups(DumpGroups dump) {
    tables.afterFold(() -> dump.replyTo().tell(StatusReply.success(tables.dumpGroups())));
    return this;
  }

  private Behavior<Command> onAffect(Affect affect) {
    try {
      tables.affect(affect.effect());
    } catch (FlowException e) {
      // The packet's values make no rule that there can be: as in Open vSwitch, there is none.
      LOG.debug("not-learned", "bridge", name, "why", e.getMessage());
    }
    return this;
  }

  // ---- controllers ------------------------------------------------------------------------------

  private Behavior<Command> onWatch(Watch watch) {
    news.add(watch.watcher());
    watch.order().done();
    return this;
  }

  private Behavior<Command> onUnwatch(Unwatch unwatch) {
    news.remove(unwatch.watcher());
    unwatch.order().done();
    return this;
  }

  private Behavior<Command> onListen(Listen listen) {
    tables.listen(listen.to());
    listen.order().done();
    return this;
  }

  private Behavior<Command> onHandIn(HandIn in) {
    try {
      tables.handIn(in.packet());
    } catch (FlowException e) {
      in.order().refused(refused(e));
      return this;
    }
    in.order().done();
    return this;
  }

  private Behavior<Command> onAfterHandedIn(AfterHandedIn after) {
    tables.afterHandedIn(after.order());
    return this;
  }

  private Behavior<Command> onDumpMeters(DumpMeters dump) {
    getContext()
        .pipeToSelf(
            tables.countMeters(), (counts, failure) -> new MetersCounted(counts, dump.replyTo()));
    return this;
  }

  private Behavior<Command> onMetersCounted(MetersCounted counted) {
    counted.replyTo().tell(StatusReply.success(tables.dumpMeters(counted.counts())));
    return this;
  }

  private Behavior<Command> onGetFdb(GetFdb get) {
    tables.afterAddresses(() -> get.replyTo().tell(StatusReply.success(tables.fdb())));
    return this;
  }

  private Behavior<Command> onTrace(Trace trace) {
    tables.afterAddresses(
        () -> trace.replyTo().tell(StatusReply.success(tables.trace(name, trace.packet()))));
    return this;
  }

  private Behavior<Command> onLook(Look look) {
    tables
        .look(look.mostMegaflows())
        .thenAccept(views -> look.replyTo().tell(StatusReply.success(views)));
    return this;
  }

  private Behavior<Command> onJoined(Joined joined) {
    lanesMissing.clear(joined.lane());
    if (lanesMissing.isEmpty()) {
      whenUp.tell(StatusReply.ack());
    }
    return this;
  }

  private Behavior<Command> onFolded(Folded folded) {
    tables.folded(folded.lane(), folded.addresses());
    return this;
  }

  private Behavior<Command> onTick() {
    tables.tick();
    tellGeneration();
    ports.tick();
    return this;
  }

  /** Of many changes in one period only the last: a controller makes thousands a second. */
  private void tellGeneration() {
    if (tables.generation() != told) {
      told = tables.generation();
      around
          .observed()
          .news()
          .tell(
              Event.Kind.GENERATION,
              Place.bridge(name),
              "bridge %s: generation %d, %d flows".formatted(name, told, tables.flows()));
    }
  }

  // ---- questions --------------------------------------------------------------------------------

  private Behavior<Command> onGetState(GetState get) {
    get.replyTo()
        .tell(
            new SwitchState.Bridge(
                name, tables.generation(), tables.flows(), news.controllers(), ports.states()));
    return this;
  }

  private Behavior<Command> onGetPorts(GetPorts get) {
    get.replyTo().tell(ports.captured());
    return this;
  }

  private Behavior<Command> onPostStop() {
    ports.close();
    if (!lanesMissing.isEmpty()) {
      whenUp.tell(error("bridge %s was deleted while it was being made", name));
    }
    around.packetIns().remove(number);
    tables.close();
    return this;
  }

  private static SwitchException refused(FlowException e) {
    return new SwitchException(e.getMessage(), e.kind(), e.change(), e.action());
  }

  static <T> StatusReply<T> error(String message, Object... arguments) {
    return StatusReply.error(new SwitchException(message.formatted(arguments)));
  }
}
