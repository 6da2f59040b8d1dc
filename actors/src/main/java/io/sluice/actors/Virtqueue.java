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
import io.sluice.ring.memory.Memory;
import io.sluice.ring.vhost.VhostUserBackend;
import io.sluice.ring.virtqueue.VringConfig;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

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

  /**
   * The guest's memory as the lane asks about it.
   *
   * @param intact whether it is all there; called on the lane, while a ring runs
   * @param neverLost whether it was there all the time; likewise
   * @param neutralise makes further access harmless
   */
  record GuestRam(BooleanSupplier intact, BooleanSupplier neverLost, Runnable neutralise) {
    static GuestRam of(VhostUserBackend backend) {
      return new GuestRam(
          () -> !backend.memoryShrunk(), () -> !backend.memoryMayHaveShrunk(), backend::neutralise);
    }
  }

  private static final String TRUNCATED = "the guest's memory was truncated";

  private final String name;
  private final QueuePair pair;
  private final GuestRam ram;
  private final ActorRef<VhostSessionActor.Command> session;
  private final Lane lane = Lane.current();
  private final Polling polling;
  private final BitSet running = new BitSet();

  static Behavior<Command> create(
      String name, QueuePair pair, GuestRam ram, ActorRef<VhostSessionActor.Command> session) {
    return Behaviors.setup(context -> new Virtqueue(context, name, pair, ram, session));
  }

  private Virtqueue(
      ActorContext<Command> context,
      String name,
      QueuePair pair,
      GuestRam ram,
      ActorRef<VhostSessionActor.Command> session) {
    super(context);
    this.name = name;
    this.pair = pair;
    this.ram = ram;
    this.session = session;
    polling = new Polling(context.getSelf());
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
    return new DeviceFailure(TRUNCATED);
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

  /** The pair's place in the duty cycle. */
  private final class Polling implements Poller {
    private final ActorRef<Command> self;
    private boolean reported;

    Polling(ActorRef<Command> self) {
      this.self = self;
    }

    @Override
    public int poll(long nowNs) {
      int work = pair.poll(nowNs);
      if (pair.fault() != null) {
        fail(pair.fault());
      }
      return work;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean memoryIntact() {
      return ram.intact().getAsBoolean();
    }

    @Override
    public boolean memoryNeverLost() {
      return ram.neverLost().getAsBoolean();
    }

    @Override
    public void failed(Throwable cause) {
      if (cause instanceof InternalError && !(memoryIntact() && memoryNeverLost())) {
        // Other pairs of this guest, and whoever transmits to it, may be at its memory right now.
        ram.neutralise().run();
        fail(TRUNCATED);
      } else {
        fail(Port.reason(cause));
      }
    }

    /**
     * Off the lane at once: the actor's own turn comes only after the other polls, and until then
     * they would transmit to memory that nobody answers for any more.
     */
    private void fail(String why) {
      if (!reported) {
        reported = true;
        lane.remove(this);
        stopAll();
        self.tell(new Failed(why));
      }
    }
  }
}
