package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.sluice.lane.Lane;
import io.sluice.lane.LaneCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which lane polls which queue, from what each lane was busy with lately. Runs on the
 * default dispatcher; owns the {@link LaneAssignment}. Says so in the log when a lane stalls.
 */
final class LaneManager extends AbstractBehavior<LaneManager.Command> {
  private static final Duration MEASURE_EVERY = Duration.ofMillis(500);

  sealed interface Command permits Assign, Release, Forget, LaneUp, GetLanes, Measure {}

  /** Asks for a lane for a queue (named as in "vh0.0"). */
  record Assign(String queue, ActorRef<Assigned> replyTo) implements Command {}

  record Assigned(String queue, int lane) {}

  /** The queue is polled no more; it may come back. */
  record Release(String queue) implements Command {}

  /** The port is gone for good, its queues with it. */
  record Forget(String port) implements Command {}

  /** A lane's thread runs. */
  record LaneUp(Lane lane) implements Command {}

  record GetLanes(ActorRef<Lanes> replyTo) implements Command {}

  /** What runs where; a lane that did not start yet is null. */
  record Lanes(List<Lane> lanes, List<List<SwitchState.Queue>> queues) {}

  private enum Measure implements Command {
    TICK
  }

  private final LaneLoad[] lanes;
  private final LaneAssignment assignment;

  static Behavior<Command> create(int lanes) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Measure.TICK, MEASURE_EVERY);
                  return new LaneManager(context, lanes);
                }));
  }

  private LaneManager(ActorContext<Command> context, int count) {
    super(context);
    lanes = new LaneLoad[count];
    assignment = new LaneAssignment(count);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Assign.class, this::onAssign)
        .onMessage(Release.class, this::onRelease)
        .onMessage(Forget.class, this::onForget)
        .onMessage(LaneUp.class, this::onLaneUp)
        .onMessage(GetLanes.class, this::onGetLanes)
        .onMessage(Measure.class, tick -> onMeasure())
        .build();
  }

  private Behavior<Command> onAssign(Assign assign) {
    int lane = assignment.assign(assign.queue());
    getContext().getLog().info("queue {} is polled by lane {}", assign.queue(), lane);
    assign.replyTo().tell(new Assigned(assign.queue(), lane));
    return this;
  }

  private Behavior<Command> onRelease(Release release) {
    assignment.release(release.queue());
    return this;
  }

  private Behavior<Command> onForget(Forget forget) {
    assignment.forget(forget.port() + ".");
    return this;
  }

  private Behavior<Command> onLaneUp(LaneUp up) {
    Lane lane = up.lane();
    lanes[lane.index()] = new LaneLoad(lane);
    getContext().getLog().info("{} runs", lane);
    return this;
  }

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

  private List<SwitchState.Queue> queues(int lane) {
    LaneLoad load = lanes[lane];
    return assignment.queues(lane).stream()
        .map(queue -> new SwitchState.Queue(queue, load == null ? 0 : load.share(queue)))
        .toList();
  }

  private Behavior<Command> onMeasure() {
    for (LaneLoad load : lanes) {
      if (load != null) {
        measure(load);
      }
    }
    return this;
  }

  private void measure(LaneLoad load) {
    boolean was = load.stalled();
    load.measure();
    assignment.load(load.lane().index(), load.busyShare());
    if (load.stalled() && !was) {
      // What it is in is not known before it ends; the longest poll so far is a hint.
      LaneCounters counters = load.lane().counters();
      getContext()
          .getLog()
          .error(
              "{} has not finished a cycle for {} ms; its longest poll so far: {}",
              load.lane(),
              MEASURE_EVERY.toMillis(),
              counters.longestPoller().isEmpty()
                  ? "none was timed yet"
                  : counters.longestPoller() + ", " + counters.longestPollNs() + " ns");
    } else if (was && !load.stalled()) {
      getContext().getLog().warn("{} goes on", load.lane());
    }
  }
}
