package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import io.sluice.lane.Lane;
import io.sluice.lane.Lanes;
import io.sluice.ring.vhost.SessionReactor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What the actors of one switch share, and the guardian that puts them together. Made before the
 * actor system, closed after it has ended.
 */
final class SwitchParts implements AutoCloseable {
  private final SwitchSettings settings;
  private final SessionReactor reactor = new SessionReactor();
  private final AddressExchange addresses;
  private final List<LaneWork> work;
  private final CompletableFuture<ActorRef<LaneManager.Command>> laneManager =
      new CompletableFuture<>();
  private final List<Lane> running = new CopyOnWriteArrayList<>();
  private final AtomicInteger bridges = new AtomicInteger();

  /**
   * @param work makes the lanes' datapaths, in the order of the lanes; they tell each other what
   *     they learn through the exchange
   */
  SwitchParts(SwitchSettings settings, Function<AddressExchange, List<LaneWork>> work) {
    this.settings = settings;
    addresses = new AddressExchange(settings.lanes().size());
    this.work = List.copyOf(work.apply(addresses));
  }

  Behavior<Switch.Command> guardian() {
    Behavior<Switch.Command> guardian =
        Behaviors.setup(
            context -> {
              ActorRef<LaneManager.Command> manager =
                  context.spawn(LaneManager.create(settings.lanes().size()), "lanes");
              List<ActorRef<LaneActor.Command>> lanes = new ArrayList<>();
              for (int i = 0; i < work.size(); i++) {
                lanes.add(
                    context.spawn(
                        LaneActor.create(
                            work.get(i),
                            lane -> {
                              running.add(lane);
                              lane.add(
                                  addresses.inbox(lane.index(), work.get(lane.index())::learned));
                              manager.tell(new LaneManager.LaneUp(lane));
                            }),
                        "lane-" + i,
                        DispatcherSelector.fromConfig(Lanes.dispatcher(i))));
              }
              laneManager.complete(manager);
              PortDevices devices = new PortDevices(reactor, work, manager);
              return Switch.create(
                  (name, owner) ->
                      Bridge.create(
                          name,
                          bridges.getAndIncrement(),
                          new Bridge.Surroundings(owner, lanes, manager, devices)));
            });
    // A defect met by one request must not end the switch: state changes come last.
    return Behaviors.supervise(guardian).onFailure(SupervisorStrategy.resume());
  }

  CompletableFuture<ActorRef<LaneManager.Command>> laneManager() {
    return laneManager;
  }

  SwitchState.Pool pool() {
    return new SwitchState.Pool(false, 0, 0, 0, java.util.Map.of());
  }

  LaneTotals laneTotals(int lane) {
    return work.get(lane).totals();
  }

  /** Waits for the lanes to end, which they do soon after the actor system. */
  @Override
  public void close() {
    for (Lane lane : running) {
      try {
        lane.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    reactor.close();
  }
}
