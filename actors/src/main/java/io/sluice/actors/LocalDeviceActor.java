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
import io.sluice.lane.Lanes;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Owns a {@link LocalDevice}: opens it, has its queues polled by a {@link DeviceQueue} on a lane,
 * watches its health, and closes it after that actor has ended. Runs on the default dispatcher.
 */
final class LocalDeviceActor extends AbstractBehavior<LocalDeviceActor.Command> {
  private static final Duration CHECK_EVERY = Duration.ofMillis(250);

  sealed interface Command permits SetUp, LaneGiven, Move, Polled, Check, Describe {}

  /** What is behind the device is to be up or down. */
  record SetUp(boolean up) implements Command {}

  /** For the census. */
  record Describe(ActorRef<KindDetails.OfLocalDevice> replyTo) implements Command {}

  private record LaneGiven(int lane) implements Command {}

  private record Move(LaneManager.MoveTo to) implements Command {}

  /** The queue is on its lane. */
  enum Polled implements Command {
    YES
  }

  private enum Check implements Command {
    TICK
  }

  /** Makes the behaviour of the device's queue, to be run on a lane. */
  interface QueueFactory {
    Behavior<DeviceQueue.Command> create(
        LocalDevice device, PortStats.Pair counters, int lane, ActorRef<Command> owner);
  }

  /** What the actor needs from the switch around it. */
  record Surroundings(
      String port,
      LocalDevice.Opener opener,
      ActorRef<LaneManager.Command> lanes,
      OptionalInt laneByHand,
      PortStats stats,
      QueueFactory queues) {}

  private final Surroundings around;
  private final Port.Reporter reporter;
  private final LocalDevice device;
  private final PortStats.Pair counters;
  private List<Integer> lanes = List.of();
  private ActorRef<DeviceQueue.Command> queue;
  private LaneManager.MoveTo moving;
  private boolean polled;
  private DeviceState reported;
  private int incarnation;

  static Behavior<Command> create(Surroundings around, Port.Reporter reporter) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  try {
                    return new LocalDeviceActor(context, timers, around, reporter);
                  } catch (SwitchException e) {
                    return notOpened(context, e.getMessage());
                  }
                }));
  }

  /** Fails when it has started: of a failure in starting Akka would tell the log, not the port. */
  private static Behavior<Command> notOpened(ActorContext<Command> context, String why) {
    context.getSelf().tell(Check.TICK);
    return Behaviors.receiveMessage(
        tick -> {
          throw new DeviceFailure(why);
        });
  }

  private LocalDeviceActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Surroundings around,
      Port.Reporter reporter) {
    super(context);
    this.around = around;
    this.reporter = reporter;
    device = around.opener().open();
    counters =
        around
            .stats()
            .open(
                device.receiver() == null ? null : device.receiver().counters(),
                device.transmitter().counters());
    reporter.opened(context.getSelf().narrow());
    report();
    timers.startTimerWithFixedDelay(Check.TICK, CHECK_EVERY);
    around
        .lanes()
        .tell(
            new LaneManager.Assign(
                queueName(),
                around.laneByHand(),
                context.messageAdapter(LaneManager.MoveTo.class, Move::new),
                context.messageAdapter(
                    LaneManager.Assigned.class, assigned -> new LaneGiven(assigned.lane()))));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(LaneGiven.class, given -> onLaneGiven(given.lane()))
        .onMessage(Move.class, move -> onMove(move.to()))
        .onMessage(Polled.class, yes -> onPolled())
        .onMessage(SetUp.class, this::onSetUp)
        .onMessage(Describe.class, this::onDescribe)
        .onMessage(Check.class, tick -> onCheck())
        .onSignal(ChildFailed.class, failed -> onQueueFailed(Port.reason(failed.getCause())))
        .onSignal(Terminated.class, ended -> onQueueEnded())
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private String queueName() {
    return around.port() + ".0";
  }

  private Behavior<Command> onLaneGiven(int lane) {
    lanes = List.of(lane);
    incarnation++;
    queue =
        getContext()
            .spawn(
                DeviceFailure.toldByPort(
                    around.queues().create(device, counters, lane, getContext().getSelf())),
                "queue-" + incarnation,
                DispatcherSelector.fromConfig(Lanes.dispatcher(lane)));
    getContext().watch(queue);
    return this;
  }

  private Behavior<Command> onPolled() {
    polled = true;
    report();
    if (moving != null) {
      around.lanes().tell(answer(moving, null));
      moving = null;
    }
    return this;
  }

  private Behavior<Command> onSetUp(SetUp set) {
    device.setUp(set.up());
    report();
    return this;
  }

  private Behavior<Command> onDescribe(Describe describe) {
    describe
        .replyTo()
        .tell(new KindDetails.OfLocalDevice(around.port(), device.link(), device.status()));
    return this;
  }

  private Behavior<Command> onMove(LaneManager.MoveTo to) {
    if (!polled || moving != null) {
      around.lanes().tell(answer(to, "it is being started; try again"));
      return this;
    }
    moving = to;
    getContext().stop(queue);
    return this;
  }

  /** The device's rings are nobody's now. */
  private Behavior<Command> onQueueEnded() {
    return moving == null ? onQueueFailed("its queue ended by itself") : onLaneGiven(moving.lane());
  }

  private static LaneManager.QueueMoved answer(LaneManager.MoveTo to, String why) {
    return new LaneManager.QueueMoved(to.queue(), to.lane(), to.move(), why);
  }

  private Behavior<Command> onCheck() {
    String fault = device.fault();
    if (fault != null) {
      throw new DeviceFailure(fault);
    }
    report();
    return this;
  }

  private Behavior<Command> onQueueFailed(String why) {
    throw new DeviceFailure(why);
  }

  private Behavior<Command> onPostStop() {
    around.lanes().tell(new LaneManager.Release(queueName()));
    counters.end(); // its queue has ended
    device.close();
    return this;
  }

  private void report() {
    DeviceState now = new DeviceState(polled && device.link(), polled, device.status(), lanes);
    if (!now.equals(reported)) {
      reported = now;
      reporter.changed(now);
    }
  }
}
