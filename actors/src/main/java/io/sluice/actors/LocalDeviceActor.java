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

/**
 * Owns a {@link LocalDevice}: opens it, has its queues polled by a {@link DeviceQueue} on a lane,
 * watches its health, and closes it after that actor has ended. Runs on the default dispatcher.
 */
final class LocalDeviceActor extends AbstractBehavior<LocalDeviceActor.Command> {
  private static final Duration CHECK_EVERY = Duration.ofMillis(250);

  sealed interface Command permits LaneGiven, Polled, Check {}

  private record LaneGiven(int lane) implements Command {}

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
      QueueFactory queues) {}

  private final Surroundings around;
  private final Port.Reporter reporter;
  private final LocalDevice device;
  private final PortStats.Pair counters;
  private List<Integer> lanes = List.of();
  private boolean polled;
  private DeviceState reported;

  static Behavior<Command> create(Surroundings around, Port.Reporter reporter) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new LocalDeviceActor(context, timers, around, reporter)));
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
        new PortStats.Pair(
            device.receiver() == null ? null : device.receiver().counters(),
            device.transmitter().counters());
    reporter.opened();
    report();
    timers.startTimerWithFixedDelay(Check.TICK, CHECK_EVERY);
    around
        .lanes()
        .tell(
            new LaneManager.Assign(
                queueName(),
                context.messageAdapter(
                    LaneManager.Assigned.class, assigned -> new LaneGiven(assigned.lane()))));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(LaneGiven.class, this::onLaneGiven)
        .onMessage(Polled.class, yes -> onPolled())
        .onMessage(Check.class, tick -> onCheck())
        .onSignal(ChildFailed.class, failed -> onQueueFailed(Port.reason(failed.getCause())))
        .onSignal(Terminated.class, ended -> onQueueFailed("its queue ended by itself"))
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private String queueName() {
    return around.port() + ".0";
  }

  private Behavior<Command> onLaneGiven(LaneGiven given) {
    lanes = List.of(given.lane());
    getContext()
        .watch(
            getContext()
                .spawn(
                    around.queues().create(device, counters, given.lane(), getContext().getSelf()),
                    "queue",
                    DispatcherSelector.fromConfig(Lanes.dispatcher(given.lane()))));
    return this;
  }

  private Behavior<Command> onPolled() {
    polled = true;
    report();
    return this;
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
    device.close();
    return this;
  }

  private void report() {
    DeviceState now =
        new DeviceState(polled && device.link(), polled, device.status(), lanes, List.of(counters));
    if (!now.equals(reported)) {
      reported = now;
      reporter.changed(now);
    }
  }
}
