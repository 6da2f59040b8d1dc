package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.sluice.census.Details;
import io.sluice.census.Place;
import io.sluice.datapath.Generations;
import io.sluice.datapath.tap.Tap;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.lane.Lane;
import io.sluice.lane.PollTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * The control side of one lane, on that lane: tells the datapath of bridges and reads out what it
 * counted. It runs on the lane's thread, between two bursts.
 */
final class LaneActor extends AbstractBehavior<LaneActor.Command> {
  sealed interface Command
      permits AddBridge,
          HandIn,
          HandedIn,
          RemoveBridge,
          RemovePort,
          Fold,
          Look,
          CountMeters,
          Pause,
          Drain,
          Resume,
          AddTap,
          RemoveTap {}

  /**
   * A bridge comes, with the generations that it will publish.
   *
   * @param owner gets {@link Bridge.Joined}, and {@link Bridge.Affect} later
   */
  record AddBridge(int bridge, Generations generations, ActorRef<Bridge.Command> owner)
      implements Command {}

  /** A controller's packet, with actions. */
  record HandIn(int bridge, int inPort, byte[] frame, List<FlowAction> actions)
      implements Command {}

  /** Answered behind the packets of {@link HandIn} that came before. */
  record HandedIn(Order order) implements Command {}

  record RemoveBridge(int bridge) implements Command {}

  record RemovePort(int bridge, int ofport) implements Command {}

  /**
   * Answered with {@link Bridge.Folded}.
   *
   * @param withAddresses whether the answer lists what the lane learned
   */
  record Fold(int bridge, boolean withAddresses, ActorRef<Bridge.Command> replyTo)
      implements Command {}

  /** Completes with what the lane's caches over a bridge hold, or with null. */
  record Look(int bridge, int mostMegaflows, CompletableFuture<LookupView> answer)
      implements Command {}

  /** Completes with what each meter of a bridge did on this lane. */
  record CountMeters(int bridge, CompletableFuture<Map<Integer, long[]>> answer)
      implements Command {}

  /** Receive nothing. Answered with {@link LaneManager.LaneAnswered}. */
  record Pause(long move, ActorRef<LaneManager.Command> replyTo) implements Command {}

  /** Transmit what other lanes handed over. Answered with {@link LaneManager.LaneAnswered}. */
  record Drain(long move, ActorRef<LaneManager.Command> replyTo) implements Command {}

  /** Receive again. */
  enum Resume implements Command {
    NOW
  }

  /** Show packets to a tap from when this is answered. */
  record AddTap(Tap tap, ActorRef<Done> replyTo) implements Command {}

  /** Let go of a tap. Answered when nothing writes to its sink any more. */
  record RemoveTap(Tap tap, ActorRef<Done> replyTo) implements Command {}

  /**
   * A lane that nobody tells to resume does so by itself; later than the LaneManager would, which
   * waits twice for half a second.
   */
  private static final long LONGEST_PAUSE_NS = 1_200_000_000L;

  private final int index;
  private final LaneTables tables;

  /**
   * @param onStart told the lane and its actor, on the lane
   */
  static Behavior<Command> create(
      int index,
      LaneTables tables,
      Observed observed,
      BiConsumer<Lane, ActorRef<Command>> onStart) {
    AtomicReference<Lane> started = new AtomicReference<>();
    Behavior<Command> lane =
        Behaviors.setup(
            context -> {
              started.set(Lane.current());
              onStart.accept(Lane.current(), context.getSelf());
              return new LaneActor(context, tables);
            });
    // The datapath outlives a defect met by one message.
    return observed.resuming(
        Command.class,
        Place.onLane(LaneManager.lanePath(index), "Lane", index, ""),
        self -> Details.read(() -> details(started.get())),
        lane);
  }

  private static KindDetails.OfLane details(Lane lane) {
    return new KindDetails.OfLane(
        lane.pinning(),
        lane.counters().cycles(),
        lane.counters().longestCycleNs(),
        lane.counters().pollers().stream().map(PollTime::poller).toList());
  }

  private LaneActor(ActorContext<Command> context, LaneTables tables) {
    super(context);
    this.tables = tables;
    index = Lane.current().index();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(AddBridge.class, this::onAddBridge)
        .onMessage(HandIn.class, this::onHandIn)
        .onMessage(HandedIn.class, this::onHandedIn)
        .onMessage(RemoveBridge.class, this::onRemoveBridge)
        .onMessage(RemovePort.class, this::onRemovePort)
        .onMessage(Fold.class, this::onFold)
        .onMessage(Look.class, this::onLook)
        .onMessage(CountMeters.class, this::onCountMeters)
        .onMessage(Pause.class, this::onPause)
        .onMessage(Drain.class, this::onDrain)
        .onMessage(Resume.class, resume -> onResume())
        .onMessage(AddTap.class, this::onAddTap)
        .onMessage(RemoveTap.class, this::onRemoveTap)
        .build();
  }

  private Behavior<Command> onAddBridge(AddBridge add) {
    tables.add(
        add.bridge(),
        add.generations(),
        effect -> add.owner().tell(new Bridge.Affect(effect)),
        System.nanoTime());
    add.owner().tell(new Bridge.Joined(index));
    return this;
  }

  private Behavior<Command> onHandIn(HandIn in) {
    tables.handIn(in.bridge(), in.inPort(), in.frame(), in.actions(), System.nanoTime());
    return this;
  }

  private Behavior<Command> onHandedIn(HandedIn handed) {
    handed.order().done();
    return this;
  }

  private Behavior<Command> onRemoveBridge(RemoveBridge remove) {
    tables.remove(remove.bridge());
    return this;
  }

  private Behavior<Command> onRemovePort(RemovePort remove) {
    tables.portRemoved(remove.bridge(), remove.ofport());
    return this;
  }

  private Behavior<Command> onPause(Pause pause) {
    tables.pause(System.nanoTime() + LONGEST_PAUSE_NS);
    pause.replyTo().tell(new LaneManager.LaneAnswered(index, pause.move()));
    return this;
  }

  private Behavior<Command> onDrain(Drain drain) {
    tables.drain();
    drain.replyTo().tell(new LaneManager.LaneAnswered(index, drain.move()));
    return this;
  }

  private Behavior<Command> onResume() {
    tables.resume();
    return this;
  }

  private Behavior<Command> onAddTap(AddTap add) {
    tables.tap(add.tap());
    add.replyTo().tell(Done.getInstance());
    return this;
  }

  private Behavior<Command> onRemoveTap(RemoveTap remove) {
    tables.untap(remove.tap());
    remove.replyTo().tell(Done.getInstance());
    return this;
  }

  private Behavior<Command> onFold(Fold fold) {
    tables.fold(fold.bridge(), System.nanoTime());
    List<MacEntry> addresses = fold.withAddresses() ? tables.addresses(fold.bridge()) : List.of();
    fold.replyTo().tell(new Bridge.Folded(index, addresses));
    return this;
  }

  private Behavior<Command> onCountMeters(CountMeters count) {
    count.answer().complete(tables.meterCounts(count.bridge(), System.nanoTime()));
    return this;
  }

  private Behavior<Command> onLook(Look look) {
    look.answer().complete(tables.look(look.bridge(), look.mostMegaflows(), System.nanoTime()));
    return this;
  }
}
