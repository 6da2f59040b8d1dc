package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.sluice.jfr.FrontEndConnected;
import io.sluice.jfr.FrontEndLost;
import io.sluice.lane.Lanes;
import io.sluice.log.EventLog;
import io.sluice.ring.os.OsException;
import io.sluice.ring.vhost.SessionEvent;
import io.sluice.ring.vhost.VhostSession;
import io.sluice.ring.vhost.VhostUserBackend;
import io.sluice.ring.virtqueue.VringConfig;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Drives a vhost-user port's session: reads the front end's messages, stops the rings that a
 * message touches and waits until their lanes let go, lets the engine handle it, and starts rings
 * again.
 *
 * <p>Runs on the default dispatcher and owns the session and, through it, the guest's memory.
 * Invariant: memory is unmapped only when every {@link Virtqueue} that could use it has ended or
 * said that it stopped; they are children, so Akka itself ends them before this actor's PostStop,
 * whatever it fails of.
 */
final class VhostSessionActor extends AbstractBehavior<VhostSessionActor.Command> {
  private static final EventLog LOG = EventLog.of(VhostSessionActor.class);

  sealed interface Command permits Wake, RingStopped, LaneGiven, Move, Describe {}

  /** The session may have something to do. */
  enum Wake implements Command {
    UP
  }

  /** A lane let go of a ring, which left off at these indices. */
  record RingStopped(int ring, int availIndex, int usedIndex) implements Command {}

  /** For the census. */
  record Describe(ActorRef<KindDetails.OfSession> replyTo) implements Command {}

  private record LaneGiven(int pair, int lane) implements Command {}

  private record Move(int pair, LaneManager.MoveTo to) implements Command {}

  /**
   * What the actor needs from the switch around it.
   *
   * @param lanesByHand the lane that a pair must be on, if that was set
   * @param told what the front end does, a line for people
   */
  record Surroundings(
      String port,
      Function<Runnable, VhostSession> sessions,
      ActorRef<LaneManager.Command> lanes,
      IntFunction<OptionalInt> lanesByHand,
      VirtqueueFactory virtqueues,
      Consumer<String> told) {}

  /** Makes the behaviour of one queue pair, to be run on a lane. */
  interface VirtqueueFactory {
    Made create(int pair, int lane, VhostUserBackend backend, ActorRef<Command> session);

    /** A behaviour and the counters that its queues will write. */
    record Made(Behavior<Virtqueue.Command> behavior, PortStats.Pair counters) {}
  }

  private record Pair(int lane, ActorRef<Virtqueue.Command> actor, PortStats.Pair counters) {}

  private enum Phase {
    /** Reads messages. */
    READING,
    /** Waits for the rings in {@link #stopping} before the message at hand is handled. */
    STOPPING,
    /** Waits for the rings of {@link #moving} in {@link #stopping}, and for its pair to end. */
    MOVING,
    /** The front end is gone; waits for the queue pairs to end. */
    LOSING
  }

  private final TimerScheduler<Command> timers;
  private final Surroundings around;
  private final Port.Reporter reporter;
  private final VhostSession session;
  private final TreeMap<Integer, Pair> pairs = new TreeMap<>();
  private final BitSet laneAsked = new BitSet();
  private final BitSet stopping = new BitSet();
  private Phase phase = Phase.READING;
  private DeviceState reported;
  private int incarnation;
  private int connections;
  private long lostNs;
  private long nextTryNs;
  private Move moving;

  static Behavior<Command> create(Surroundings around, Port.Reporter reporter) {
    return Behaviors.setup(
        context -> {
          VhostSession session;
          try {
            session = around.sessions().apply(() -> context.getSelf().tell(Wake.UP));
          } catch (OsException e) {
            // As a path that another process listens at: the user's to mend.
            return cannot(context, e.getMessage());
          }
          return Behaviors.withTimers(
              timers -> new VhostSessionActor(context, timers, around, reporter, session));
        });
  }

  /** Fails of its first message: what fails while it is set up is not told to who watches it. */
  private static Behavior<Command> cannot(ActorContext<Command> context, String why) {
    context.getSelf().tell(Wake.UP);
    return Behaviors.receiveMessage(
        any -> {
          throw new DeviceFailure(why);
        });
  }

  private VhostSessionActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Surroundings around,
      Port.Reporter reporter,
      VhostSession session) {
    super(context);
    this.timers = timers;
    this.around = around;
    this.reporter = reporter;
    ActorRef<Command> self = context.getSelf();
    this.session = session;
    reporter.opened();
    report();
    self.tell(Wake.UP);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Wake.class, wake -> read())
        .onMessage(Describe.class, this::onDescribe)
        .onMessage(RingStopped.class, this::onRingStopped)
        .onMessage(LaneGiven.class, this::onLaneGiven)
        .onMessage(Move.class, this::onMove)
        .onSignal(ChildFailed.class, failed -> onPairFailed(failed.getCause()))
        .onSignal(Terminated.class, this::onPairEnded)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  /** Reads until the socket has no more or a message has to wait for rings. */
  private Behavior<Command> read() {
    while (phase == Phase.READING) {
      switch (session.next()) {
        case SessionEvent.Waiting waiting -> {
          report();
          return this;
        }
        case SessionEvent.Retry retry -> {
          timers.startSingleTimer(Wake.UP, Duration.ofMillis(retry.delayMs()));
          nextTryNs = System.nanoTime() + retry.delayMs() * 1_000_000;
          report();
          return this;
        }
        case SessionEvent.Connected connected -> {
          onConnected();
          report();
        }
        case SessionEvent.Received received -> {
          if (received.ringsToStop().isEmpty()) {
            handle();
          } else {
            stopRings(received.ringsToStop(), Phase.STOPPING);
          }
        }
        case SessionEvent.Lost lost -> onLost(lost.reason());
      }
    }
    return this;
  }

  private Behavior<Command> onDescribe(Describe describe) {
    long left = nextTryNs - System.nanoTime();
    OptionalLong nextTryMs =
        timers.isTimerActive(Wake.UP)
            ? OptionalLong.of(Math.max(0, left / 1_000_000))
            : OptionalLong.empty();
    describe.replyTo().tell(KindDetails.OfSession.of(session, nextTryMs));
    return this;
  }

  private void onConnected() {
    connections++;
    around.told().accept("front end connected, connection " + connections);
    LOG.info("front-end-connected", "port", around.port());
    FrontEndConnected event = new FrontEndConnected();
    if (event.shouldCommit()) {
      event.port = around.port();
      event.connection = connections;
      event.away = connections == 1 ? 0 : System.nanoTime() - lostNs;
      event.commit();
    }
  }

  private void handle() {
    session.handle();
    startRings();
    report();
  }

  private void stopRings(BitSet rings, Phase meanwhile) {
    phase = meanwhile;
    stopping.or(rings);
    rings.stream().forEach(ring -> pairs.get(ring / 2).actor.tell(new Virtqueue.Stop(ring)));
  }

  private Behavior<Command> onRingStopped(RingStopped stopped) {
    if (stopping.get(stopped.ring())) {
      stopping.clear(stopped.ring());
      session.backend().ringStopped(stopped.ring(), stopped.availIndex(), stopped.usedIndex());
      if (stopping.isEmpty() && phase == Phase.STOPPING) {
        phase = Phase.READING;
        handle();
        return read();
      }
      if (stopping.isEmpty() && phase == Phase.MOVING) {
        getContext().stop(pairs.get(moving.pair()).actor);
      }
    }
    return this;
  }

  private void startRings() {
    VhostUserBackend backend = session.backend();
    backend.startable().stream()
        .forEach(
            ring -> {
              Pair pair = pairs.get(ring / 2);
              if (pair == null) {
                askForLane(ring / 2);
                return;
              }
              VringConfig config = backend.runnable(ring);
              if (config != null) {
                pair.actor.tell(new Virtqueue.Start(ring, config));
                backend.ringStarted(ring);
              }
            });
    if (backend.memoryShrunk()) {
      // A ring that could not start for it waits for ever, and no poll is there to meet the fault.
      throw new DeviceFailure(PairPolling.TRUNCATED);
    }
  }

  private void askForLane(int pair) {
    if (laneAsked.get(pair)) {
      return;
    }
    laneAsked.set(pair);
    ActorRef<LaneManager.Assigned> given =
        getContext()
            .messageAdapter(
                LaneManager.Assigned.class,
                assigned -> laneGiven(assigned.queue(), assigned.lane()));
    ActorRef<LaneManager.MoveTo> owner =
        getContext()
            .messageAdapter(LaneManager.MoveTo.class, to -> new Move(pairOf(to.queue()), to));
    around
        .lanes()
        .tell(
            new LaneManager.Assign(
                queueName(pair), around.lanesByHand().apply(pair), owner, given));
  }

  private static LaneGiven laneGiven(String queue, int lane) {
    return new LaneGiven(pairOf(queue), lane);
  }

  private static int pairOf(String queue) {
    return Integer.parseInt(queue.substring(queue.lastIndexOf('.') + 1));
  }

  private String queueName(int pair) {
    return around.port() + "." + pair;
  }

  private Behavior<Command> onLaneGiven(LaneGiven given) {
    int number = given.pair();
    if (phase == Phase.LOSING || !session.connected()) {
      releaseLane(number);
      return this;
    }
    spawnPair(number, given.lane());
    // While a message waits for rings its handling will start what may run then.
    if (phase == Phase.READING) {
      startRings();
      report();
    }
    return this;
  }

  private void spawnPair(int number, int lane) {
    VirtqueueFactory.Made made =
        around.virtqueues().create(number, lane, session.backend(), getContext().getSelf());
    ActorRef<Virtqueue.Command> actor =
        getContext()
            .spawn(
                DeviceFailure.toldByPort(made.behavior()),
                "virtqueue-" + number + "-" + ++incarnation,
                DispatcherSelector.fromConfig(Lanes.dispatcher(lane)));
    getContext().watch(actor);
    pairs.put(number, new Pair(lane, actor, made.counters()));
  }

  // ---- to another lane --------------------------------------------------------------------------

  private Behavior<Command> onMove(Move move) {
    Pair pair = pairs.get(move.pair());
    if (phase != Phase.READING || pair == null) {
      around.lanes().tell(answer(move, "its front end is changing it; try again"));
      return this;
    }
    moving = move;
    BitSet rings = new BitSet();
    rings.set(2 * move.pair(), 2 * move.pair() + 2);
    rings.and(session.backend().running());
    stopRings(rings, Phase.MOVING);
    if (rings.isEmpty()) {
      getContext().stop(pair.actor);
    }
    return this;
  }

  /** Its rings have stopped and its actor has ended: on with it where it left off. */
  private Behavior<Command> onMovedAway() {
    Move move = moving;
    moving = null;
    phase = Phase.READING;
    spawnPair(move.pair(), move.to().lane());
    startRings();
    ActorRef<LaneManager.Command> lanes = around.lanes();
    pairs.get(move.pair()).actor.tell(new Virtqueue.WhenDone(() -> lanes.tell(answer(move, null))));
    report();
    return read();
  }

  private static LaneManager.QueueMoved answer(Move move, String why) {
    LaneManager.MoveTo to = move.to();
    return new LaneManager.QueueMoved(to.queue(), to.lane(), to.move(), why);
  }

  private void onLost(String reason) {
    lostNs = System.nanoTime();
    LOG.info("front-end-lost", "port", around.port(), "why", reason);
    around.told().accept("front end lost: " + reason);
    FrontEndLost event = new FrontEndLost();
    if (event.shouldCommit()) {
      event.port = around.port();
      event.reason = reason;
      event.commit();
    }
    phase = Phase.LOSING;
    stopping.clear();
    pairs.values().forEach(pair -> getContext().stop(pair.actor));
    if (pairs.isEmpty()) {
      recycle();
    }
  }

  private Behavior<Command> onPairEnded(Terminated ended) {
    Integer number = null;
    for (var entry : pairs.entrySet()) {
      if (entry.getValue().actor.equals(ended.getRef())) {
        number = entry.getKey();
      }
    }
    if (number == null) {
      return this;
    }
    pairs.remove(number).counters.end();
    if (phase == Phase.MOVING && number == moving.pair()) {
      return onMovedAway();
    }
    releaseLane(number);
    if (phase != Phase.LOSING) {
      throw new DeviceFailure("queue pair " + number + " ended by itself");
    }
    if (pairs.isEmpty()) {
      recycle();
      return read();
    }
    return this;
  }

  private void recycle() {
    forgetRings();
    session.recycle();
    phase = Phase.READING;
    report();
  }

  /** Nothing runs them any more, and where they left off interests nobody. */
  private void forgetRings() {
    VhostUserBackend backend = session.backend();
    backend.running().stream().forEach(ring -> backend.ringStopped(ring, 0, 0));
  }

  private void releaseLane(int pair) {
    laneAsked.clear(pair);
    around.lanes().tell(new LaneManager.Release(queueName(pair)));
  }

  private Behavior<Command> onPairFailed(Throwable cause) {
    throw new DeviceFailure(Port.reason(cause));
  }

  private Behavior<Command> onPostStop() {
    pairs.values().forEach(pair -> pair.counters.end()); // they ended before
    forgetRings();
    session.close();
    laneAsked.stream().forEach(this::releaseLane);
    return this;
  }

  private void report() {
    VhostUserBackend backend = session.backend();
    BitSet running = backend.running();
    int live = 0;
    for (int pair : pairs.keySet()) {
      live += running.get(2 * pair) || running.get(2 * pair + 1) ? 1 : 0;
    }
    List<Integer> lanes = pairs.values().stream().map(Pair::lane).distinct().sorted().toList();
    DeviceState now = new DeviceState(session.connected() && live > 0, true, status(live), lanes);
    if (!now.equals(reported)) {
      reported = now;
      reporter.changed(now);
    }
  }

  private String status(int live) {
    if (!session.connected()) {
      return session.waitsFor().isEmpty() ? "starting" : "waiting: " + session.waitsFor();
    }
    return switch (live) {
      case 0 -> "connected, rings not started";
      case 1 -> "connected, 1 queue pair";
      default -> "connected, " + live + " queue pairs";
    };
  }
}
