package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.sluice.lane.Lane;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.virtqueue.VringConfig;
import java.util.BitSet;

/**
 * One queue pair of a vhost-user port, on its lane: starts and stops its rings as the session says,
 * and has them polled in between. A guest that breaks the ring's rules, or takes its memory away,
 * fails this actor; its session ends with it and the port starts anew.
 *
 * <p>Invariant: once this actor has ended or answered a stop, nothing touches that ring's memory.
 */
final class Virtqueue extends AbstractBehavior<Virtqueue.Command> {
  sealed interface Command permits Start, Stop, WhenDone, Failed {}

  record Start(int ring, VringConfig config) implements Command {}

  /** Answered with {@link VhostSessionActor.RingStopped}. */
  record Stop(int ring) implements Command {}

  /** Runs {@code then}, on the lane, after what was asked before. */
  record WhenDone(Runnable then) implements Command {}

  private record Failed(String why) implements Command {}

  private final QueuePair pair;
  private final PairPolling.GuestRam ram;
  private final ActorRef<VhostSessionActor.Command> session;
  private final Lane lane = Lane.current();
  private final PairPolling polling;
  private final BitSet running = new BitSet();

  static Behavior<Command> create(
      String name,
      QueuePair pair,
      PairPolling.GuestRam ram,
      ActorRef<VhostSessionActor.Command> session) {
    return Behaviors.setup(context -> new Virtqueue(context, name, pair, ram, session));
  }

  private Virtqueue(
      ActorContext<Command> context,
      String name,
      QueuePair pair,
      PairPolling.GuestRam ram,
      ActorRef<VhostSessionActor.Command> session) {
    super(context);
    this.pair = pair;
    this.ram = ram;
    this.session = session;
    ActorRef<Command> self = context.getSelf();
    polling = new PairPolling(name, pair, ram, why -> fail(why, self));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Start.class, this::onStart)
        .onMessage(Stop.class, this::onStop)
        .onMessage(WhenDone.class, this::onWhenDone)
        .onMessage(Failed.class, this::onFailed)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onStart(Start start) {
    boolean first = running.isEmpty();
    running.set(start.ring());
    try {
      pair.start(start.ring(), start.config());
      Memory.surfaceFault();
    } catch (InternalError fault) {
      throw memoryLost();
    }
    if (first) {
      lane.add(polling);
    }
    return this;
  }

  /** For Akka an InternalError is the JVM's end; this one is the guest's. */
  private DeviceFailure memoryLost() {
    ram.neutralise().run();
    return new DeviceFailure(PairPolling.TRUNCATED);
  }

  private Behavior<Command> onStop(Stop stop) {
    QueuePair.Indices at;
    try {
      at = stopRing(stop.ring());
      Memory.surfaceFault();
    } catch (InternalError fault) {
      throw memoryLost();
    }
    session.tell(new VhostSessionActor.RingStopped(stop.ring(), at.availIndex(), at.usedIndex()));
    return this;
  }

  private Behavior<Command> onWhenDone(WhenDone when) {
    when.then().run();
    return this;
  }

  private QueuePair.Indices stopRing(int ring) {
    running.clear(ring);
    if (running.isEmpty()) {
      lane.remove(polling);
    }
    return pair.stop(ring);
  }

  private Behavior<Command> onFailed(Failed failed) {
    throw new DeviceFailure(failed.why());
  }

  private Behavior<Command> onPostStop() {
    stopAll();
    return this;
  }

  /**
   * Off the lane at once: the actor's own turn comes only after the other polls, and until then
   * they would transmit to memory that nobody answers for any more.
   */
  private void fail(String why, ActorRef<Command> self) {
    lane.remove(polling);
    stopAll();
    self.tell(new Failed(why));
  }

  private void stopAll() {
    for (int ring = running.nextSetBit(0); ring >= 0; ring = running.nextSetBit(ring + 1)) {
      try {
        stopRing(ring);
        Memory.surfaceFault();
      } catch (InternalError fault) {
        // It is off the lane, and the guest's memory is about to be unmapped.
      }
    }
  }
}
