package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.sluice.lane.Lane;
import io.sluice.lane.Poller;

/**
 * The queue of a device without a control side (TAP, pcap, generator, sink), on its lane: polled
 * from the actor's start to its end, and not touched after it.
 */
final class DeviceQueue extends AbstractBehavior<DeviceQueue.Command> implements Poller {
  sealed interface Command permits Failed {}

  private record Failed(String why) implements Command {}

  private final String name;
  private final LaneQueue queue;
  private final Lane lane = Lane.current();
  private final ActorRef<Command> self;

  static Behavior<Command> create(
      String name, LaneQueue queue, ActorRef<LocalDeviceActor.Command> owner) {
    return Behaviors.setup(
        context -> {
          DeviceQueue actor = new DeviceQueue(context, name, queue);
          owner.tell(LocalDeviceActor.Polled.YES);
          return actor;
        });
  }

  private DeviceQueue(ActorContext<Command> context, String name, LaneQueue queue) {
    super(context);
    this.name = name;
    this.queue = queue;
    self = context.getSelf();
    queue.attach();
    lane.add(this);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Failed.class, this::onFailed)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onFailed(Failed failed) {
    throw new DeviceFailure(failed.why());
  }

  private Behavior<Command> onPostStop() {
    lane.remove(this);
    queue.detach();
    return this;
  }

  @Override
  public int poll(long nowNs) {
    return queue.poll(nowNs);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void failed(Throwable cause) {
    self.tell(new Failed(Port.reason(cause)));
  }
}
