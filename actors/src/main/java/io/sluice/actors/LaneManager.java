package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import io.sluice.census.Place;
import io.sluice.lane.ControlCpus;
import io.sluice.lane.Lane;
import io.sluice.lane.LaneCounters;
import io.sluice.lane.PollTime;
import io.sluice.log.EventLog;
import io.sluice.news.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Decides which lane polls which queue, by hand or from what each lane was busy with lately, and
 * has queues moved to other lanes when asked or when one is overloaded. Runs on the default
 * dispatcher; owns the {@link LaneAssignment}. Has a {@link StallWatch} look at each measurement.
 */
final class LaneManager extends AbstractBehavior<LaneManager.Command> {
  private static final EventLog LOG = EventLog.of(LaneManager.class);

  private static final Duration MEASURE_EVERY = Duration.ofMillis(500);

  /** For all lanes and the owner to answer, and traffic to stand still, at most. */
  private static final Duration MOVE_PATIENCE = Duration.ofMillis(500);

  sealed interface Command
      permits Assign,
          Release,
          Forget,
          LaneUp,
          LaneAnswered,
          MoveQueue,
          QueueMoved,
          MoveLate,
          Rebalance,
          GetLanes,
          GetMeasured,
          Measure {}

  /**
   * Asks for a lane for a queue (named as in "vh0.0").
   *
   * @param fixed the lane that it must be, when that was set by hand
   * @param owner can move it
   */
  record Assign(String queue, OptionalInt fixed, ActorRef<MoveTo> owner, ActorRef<Assigned> replyTo)
      implements Command {}

  record Assigned(String queue, int lane) {}

  /** To a queue's owner: put it on this lane. Answered with {@link QueueMoved}. */
  record MoveTo(String queue, int lane, long move) {}

  /**
   * An owner's news: the queue is on that lane now.
   *
   * @param why it is not; null when it is
   */
  record QueueMoved(String queue, int lane, long move, String why) implements Command {}

  /** The queue is polled no more; it may come back. */
  record Release(String queue) implements Command {}

  /** The port is gone for good, its queues with it. */
  record Forget(String port) implements Command {}

  /** A lane's thread runs. */
  record LaneUp(Lane lane, ActorRef<LaneActor.Command> actor) implements Command {}

  /** A lane paused, or drained, for this move. */
  record LaneAnswered(int lane, long move) implements Command {}

  /** Somebody wants a queue on another lane. */
  record MoveQueue(String queue, int lane, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** Somebody wants the lanes evenly loaded, now. Answered with what was done, a line each. */
  record Rebalance(ActorRef<StatusReply<List<String>>> replyTo) implements Command {}

  record GetLanes(ActorRef<Lanes> replyTo) implements Command {}

  /** What runs where; a lane that did not start yet is null. */
  record Lanes(List<Lane> lanes, List<List<SwitchState.Queue>> queues) {}

  record GetMeasured(ActorRef<MeasuredLanes> replyTo) implements Command {}

  /** Those that run. */
  record MeasuredLanes(List<Measured> lanes) {}

  /** A lane and what it was busy with lately. */
  record Measured(
      Lane lane,
      double busyShare,
      Map<String, Double> pollShares,
      List<SwitchState.Queue> queues) {}

  private record MoveLate(long move) implements Command {}

  private enum Measure implements Command {
    TICK
  }

  private final RebalanceSettings settings;
  private final TimerScheduler<Command> timers;
  private final LaneLoad[] lanes;
  private final Map<Integer, ActorRef<LaneActor.Command>> laneActors = new HashMap<>();
  private final Map<String, ActorRef<MoveTo>> owners = new HashMap<>();
  private final LaneAssignment assignment;
  private final QueueMoves moves;
  private final Overload overload;
  private final StallWatch stalls;
  private final ControlCpus control;
  private final Observed observed;

  static Behavior<Command> create(
      int lanes, RebalanceSettings settings, ControlCpus control, Observed observed) {
    Behavior<Command> manager =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(Measure.TICK, MEASURE_EVERY);
                      return new LaneManager(context, timers, lanes, settings, control, observed);
                    }));
    // Who is where must not be forgotten for a defect met by one message.
    return Behaviors.setup(
        context ->
            observed.resuming(
                Command.class,
                Place.of(Place.ROOT + "/lanes", "LaneManager"),
                self ->
                    Asked.details(
                        context.getSystem(), self, GetMeasured::new, LaneManager::details),
                manager));
  }

  private LaneManager(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      int count,
      RebalanceSettings settings,
      ControlCpus control,
      Observed observed) {
    super(context);
    this.observed = observed;
    observed.census().countPolls(this::polls);
    this.timers = timers;
    this.settings = settings;
    this.control = control;
    lanes = new LaneLoad[count];
    assignment = new LaneAssignment(count);
    moves = new QueueMoves(new Around());
    overload = new Overload(count, settings);
    stalls =
        new StallWatch(
            count, (lane, text) -> observed.news().tell(Event.Kind.LANE, lanePath(lane), text));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Assign.class, this::onAssign)
        .onMessage(Release.class, this::onRelease)
        .onMessage(Forget.class, this::onForget)
        .onMessage(LaneUp.class, this::onLaneUp)
        .onMessage(LaneAnswered.class, this::onLaneAnswered)
        .onMessage(MoveQueue.class, this::onMoveQueue)
        .onMessage(QueueMoved.class, this::onQueueMoved)
        .onMessage(MoveLate.class, this::onMoveLate)
        .onMessage(Rebalance.class, this::onRebalance)
        .onMessage(GetLanes.class, this::onGetLanes)
        .onMessage(GetMeasured.class, this::onGetMeasured)
        .onMessage(Measure.class, tick -> onMeasure())
        .build();
  }

  // ---- which lane -------------------------------------------------------------------------------

  private Behavior<Command> onAssign(Assign assign) {
    int lane = assignment.assign(assign.queue(), assign.fixed());
    owners.put(assign.queue(), assign.owner());
    LOG.info("queue-assigned", "queue", assign.queue(), "lane", lane);
    assign.replyTo().tell(new Assigned(assign.queue(), lane));
    keepOthersOff();
    return this;
  }

  private Behavior<Command> onRelease(Release release) {
    assignment.release(release.queue());
    gone(release.queue());
    return this;
  }

  private Behavior<Command> onForget(Forget forget) {
    String prefix = forget.port() + ".";
    assignment.forget(prefix);
    owners.keySet().stream().filter(q -> q.startsWith(prefix)).toList().forEach(this::gone);
    return this;
  }

  private void gone(String queue) {
    owners.remove(queue);
    moves.released(queue);
  }

  private Behavior<Command> onLaneUp(LaneUp up) {
    Lane lane = up.lane();
    lanes[lane.index()] = new LaneLoad(lane);
    laneActors.put(lane.index(), up.actor());
    LOG.info("lane-started", "lane", lane.index(), "cpu", lane.pinning());
    return this;
  }

  /** From the first queue on: before that lanes rest, and their CPUs make the start quicker. */
  private void keepOthersOff() {
    if (owners.isEmpty()) {
      return;
    }
    BitSet threads = new BitSet();
    for (LaneLoad load : lanes) {
      if (load == null) {
        return; // its thread could not be told from the others
      }
      threads.set(load.lane().threadId());
    }
    control.keepOff(threads);
  }

  // ---- moves ------------------------------------------------------------------------------------

  private Behavior<Command> onMoveQueue(MoveQueue wanted) {
    moves.want(
        new QueueMoves.Wanted(
            wanted.queue(),
            wanted.lane(),
            why ->
                wanted
                    .replyTo()
                    .tell(
                        why == null
                            ? StatusReply.ack()
                            : StatusReply.error(
                                new SwitchException(
                                    "queue %s: %s".formatted(wanted.queue(), why))))));
    return this;
  }

  private Behavior<Command> onLaneAnswered(LaneAnswered answer) {
    moves.answered(answer.move(), answer.lane());
    return this;
  }

  private Behavior<Command> onQueueMoved(QueueMoved moved) {
    if (moved.why() == null) {
      assignment.move(moved.queue(), moved.lane());
      LOG.info("queue-moved", "queue", moved.queue(), "lane", moved.lane());
      observed
          .news()
          .tell(Event.Kind.LANE, lanePath(moved.lane()), "queue " + moved.queue() + " moved here");
    }
    moves.moved(moved.move(), moved.why());
    return this;
  }

  private Behavior<Command> onMoveLate(MoveLate late) {
    moves.expire(late.move());
    return this;
  }

  private Behavior<Command> onRebalance(Rebalance rebalance) {
    rebalance(lines -> rebalance.replyTo().tell(StatusReply.success(lines)));
    return this;
  }

  private void rebalance(java.util.function.Consumer<List<String>> then) {
    List<Rebalancer.Move> plan = plan();
    List<String> lines = new ArrayList<>();
    if (plan.isEmpty()) {
      then.accept(lines);
    }
    for (Rebalancer.Move move : plan) {
      moves.want(
          new QueueMoves.Wanted(
              move.queue(),
              move.to(),
              why -> {
                lines.add(
                    why == null
                        ? "queue %s moved from lane %d to lane %d"
                            .formatted(move.queue(), move.from(), move.to())
                        : "queue %s stays on lane %d: %s"
                            .formatted(move.queue(), move.from(), why));
                if (lines.size() == plan.size()) {
                  then.accept(lines);
                }
              }));
    }
  }

  private List<Rebalancer.Move> plan() {
    List<Map<String, Double>> shares = new ArrayList<>();
    for (int i = 0; i < lanes.length; i++) {
      Map<String, Double> lane = new HashMap<>();
      for (String queue : assignment.queues(i)) {
        lane.put(queue, lanes[i] == null ? 0 : lanes[i].steadyShare(queue));
      }
      shares.add(lane);
    }
    return Rebalancer.plan(shares, assignment.fixed(), settings.improvementPercent() / 100.0);
  }

  private final class Around implements QueueMoves.Around {
    @Override
    public String objection(QueueMoves.Wanted wanted) {
      int lane = assignment.laneOf(wanted.queue());
      if (lane < 0) {
        return "there is no such queue%s"
            .formatted(Suggestion.among(owners.keySet(), wanted.queue(), "there are none"));
      }
      if (wanted.to() < 0 || wanted.to() >= lanes.length || lanes[wanted.to()] == null) {
        return "there is no lane %d; lanes are 0 to %d".formatted(wanted.to(), lanes.length - 1);
      }
      if (lane == wanted.to()) {
        return "";
      }
      return assignment.fixed().contains(wanted.queue())
          ? "its port's cpus fix it to lane " + lane
          : null;
    }

    @Override
    public ActorRef<MoveTo> owner(String queue) {
      return owners.get(queue);
    }

    @Override
    public List<ActorRef<LaneActor.Command>> lanes() {
      return List.copyOf(laneActors.values());
    }

    @Override
    public ActorRef<Command> self() {
      return getContext().getSelf();
    }

    @Override
    public void alarm(long move) {
      timers.startSingleTimer("move", new MoveLate(move), MOVE_PATIENCE);
    }

    @Override
    public void calm() {
      timers.cancel("move");
    }
  }

  // ---- measuring --------------------------------------------------------------------------------

  private Behavior<Command> onGetLanes(GetLanes get) {
    List<Lane> running = new ArrayList<>();
    List<List<SwitchState.Queue>> queues = new ArrayList<>();
    for (int i = 0; i < lanes.length; i++) {
      running.add(lanes[i] == null ? null : lanes[i].lane());
      queues.add(queues(i));
    }
    get.replyTo().tell(new Lanes(running, queues));
    return this;
  }

  private Behavior<Command> onGetMeasured(GetMeasured get) {
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < lanes.length; i++) {
      if (lanes[i] != null) {
        measured.add(
            new Measured(lanes[i].lane(), lanes[i].busyShare(), lanes[i].shares(), queues(i)));
      }
    }
    get.replyTo().tell(new MeasuredLanes(measured));
    return this;
  }

  private List<SwitchState.Queue> queues(int lane) {
    LaneLoad load = lanes[lane];
    return assignment.queues(lane).stream()
        .map(
            queue ->
                new SwitchState.Queue(
                    queue,
                    load == null ? 0 : load.share(queue),
                    assignment.fixed().contains(queue)))
        .toList();
  }

  private Behavior<Command> onMeasure() {
    keepOthersOff();
    for (LaneLoad load : lanes) {
      if (load != null) {
        measure(load);
      }
    }
    observed.census().measure(System.nanoTime(), this::pollShare);
    if (overload.due(System.nanoTime()) && moves.idle()) {
      rebalance(lines -> lines.forEach(line -> LOG.info("rebalanced", "outcome", line)));
    }
    return this;
  }

  private static KindDetails.OfLaneManager details(MeasuredLanes measured) {
    return new KindDetails.OfLaneManager(
        measured.lanes().stream()
            .flatMap(
                lane ->
                    lane.queues().stream()
                        .map(
                            queue ->
                                new KindDetails.QueuePlace(
                                    queue.name(),
                                    lane.lane().index(),
                                    Math.round(queue.busyShare() * 10_000) / 100.0,
                                    queue.fixed())))
            .toList());
  }

  static String lanePath(int lane) {
    return Place.ROOT + "/lanes/" + lane;
  }

  private double pollShare(Place place) {
    LaneLoad load = place.lane().isEmpty() ? null : lanes[place.lane().getAsInt()];
    if (load == null) {
      return 0;
    }
    return place.path().equals(lanePath(load.lane().index()))
        ? load.busyShare()
        : load.share(place.poller());
  }

  /** On any thread: lanes come once, and stay. */
  private long polls(Place place) {
    LaneLoad load = place.lane().isEmpty() ? null : lanes[place.lane().getAsInt()];
    if (load == null) {
      return 0;
    }
    LaneCounters counters = load.lane().counters();
    if (place.path().equals(lanePath(load.lane().index()))) {
      return counters.cycles();
    }
    return counters.pollers().stream()
        .filter(time -> time.poller().equals(place.poller()))
        .mapToLong(PollTime::polls)
        .sum();
  }

  private void measure(LaneLoad load) {
    load.measure();
    assignment.load(load.lane().index(), load.busyShare());
    overload.measured(load.lane().index(), load.busyShare(), System.nanoTime());
    stalls.measured(load);
  }
}
