package io.sluice.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import io.sluice.census.Details;
import io.sluice.census.Place;
import io.sluice.lane.ControlCpus;
import io.sluice.lane.Lane;
import io.sluice.lane.Lanes;
import io.sluice.lane.Poller;
import io.sluice.log.EventLog;
import io.sluice.ring.memory.LeakWatch;
import io.sluice.ring.memory.PacketPool;
import io.sluice.ring.vhost.SessionReactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the actors of one switch share, and the guardian that puts them together. Made before the
 * actor system, closed after it has ended.
 */
final class SwitchParts implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(SwitchParts.class);

  private static final Duration LOOK_FOR_LEAKS_EVERY = Duration.ofSeconds(2);

  private final SwitchSettings settings;
  private final SessionReactor reactor = new SessionReactor();
  private final AddressExchange addresses;
  private final PacketPool pool;
  private final List<LaneWork> work;
  private final PacketIns packetIns;
  private final CompletableFuture<ActorRef<LaneManager.Command>> laneManager =
      new CompletableFuture<>();
  private final CompletableFuture<List<ActorRef<LaneActor.Command>>> lanes =
      new CompletableFuture<>();
  private final CaptureStreams captures = new CaptureStreams();
  private final List<Lane> running = new CopyOnWriteArrayList<>();
  private final AtomicInteger bridges = new AtomicInteger();
  private final BridgeDirectory directory = new BridgeDirectory();
  private final PacketLedger ledger = new PacketLedger();
  private final ControlCpus control;
  private final Observed observed = new Observed();
  private final LeakWatch leaks;

  /** Makes the lanes' datapaths, in the order of the lanes. */
  interface WorkFactory {
    /**
     * @param addresses through which the lanes tell each other what they learn
     * @param pool for packets that are kept longer than their burst
     */
    List<LaneWork> create(AddressExchange addresses, PacketPool pool);
  }

  SwitchParts(SwitchSettings settings, WorkFactory factory) {
    this.settings = settings;
    addresses = new AddressExchange(settings.lanes().size());
    pool = new PacketPool(settings.poolChunks());
    leaks = new LeakWatch(pool);
    work = List.copyOf(factory.create(addresses, pool));
    packetIns = new PacketIns(work.stream().map(LaneWork::punts).filter(Objects::nonNull).toList());
    control = new ControlCpus(settings.lanes());
  }

  Behavior<Switch.Command> guardian() {
    Behavior<Switch.Command> guardian =
        Behaviors.setup(
            context -> {
              LOG.info(
                  "packet-pool-made",
                  "chunks",
                  settings.poolChunks(),
                  "memory",
                  pool.region().describe());
              ActorRef<LaneManager.Command> manager =
                  context.spawn(
                      LaneManager.create(
                          settings.lanes().size(), settings.rebalance(), control, observed),
                      "lanes");
              List<ActorRef<LaneActor.Command>> lanes = new ArrayList<>();
              for (int i = 0; i < work.size(); i++) {
                lanes.add(
                    context.spawn(
                        LaneActor.create(
                            i,
                            work.get(i),
                            observed,
                            (lane, self) -> {
                              running.add(lane);
                              lane.add(
                                  addresses.inbox(lane.index(), work.get(lane.index())::learned));
                              lane.add(new Maintenance(work.get(lane.index())));
                              manager.tell(new LaneManager.LaneUp(lane, self));
                            }),
                        "lane-" + i,
                        DispatcherSelector.fromConfig(Lanes.dispatcher(i))));
              }
              laneManager.complete(manager);
              this.lanes.complete(List.copyOf(lanes));
              context
                  .getSystem()
                  .scheduler()
                  .scheduleWithFixedDelay(
                      LOOK_FOR_LEAKS_EVERY,
                      LOOK_FOR_LEAKS_EVERY,
                      () -> leaks.look(System.nanoTime()),
                      context.getExecutionContext());
              PortDevices devices = new PortDevices(reactor, work, manager, settings, observed);
              return Switch.create(
                  settings,
                  (name, owner, whenUp) ->
                      Bridge.create(
                          name,
                          bridges.getAndIncrement(),
                          new Bridge.Surroundings(
                              owner, lanes, manager, devices, packetIns, ledger, observed),
                          whenUp),
                  directory,
                  observed);
            });
    // A defect met by one request must not end the switch: state changes come last.
    return observed.resuming(
        Switch.Command.class,
        Place.of(Place.ROOT, "Switch"),
        self -> Details.read(() -> new KindDetails.OfSwitch(directory.size())),
        guardian);
  }

  CompletableFuture<ActorRef<LaneManager.Command>> laneManager() {
    return laneManager;
  }

  /** The lanes' actors, in their order. */
  CompletableFuture<List<ActorRef<LaneActor.Command>>> lanes() {
    return lanes;
  }

  CaptureStreams captures() {
    return captures;
  }

  BridgeDirectory directory() {
    return directory;
  }

  Observed observed() {
    return observed;
  }

  /** The same pool for who looks closer. */
  PoolView poolView() {
    PacketPool.Usage usage = pool.usage();
    return new PoolView(
        "packets",
        pool.region().huge(),
        PacketPool.CHUNK_SIZE,
        usage.chunks(),
        usage.free(),
        usage.used(),
        leaks.suspects(),
        (int) (LeakWatch.SUSPECT_NS / 1_000_000_000L),
        usage.doubleFrees(),
        usage.foreignFrees());
  }

  SwitchState.Pool pool() {
    PacketPool.Usage usage = pool.usage();
    Map<String, Long> usedBy = new LinkedHashMap<>();
    usage.used().forEach((owner, chunks) -> usedBy.put(owner, (long) chunks));
    return new SwitchState.Pool(
        pool.region().huge(), PacketPool.CHUNK_SIZE, usage.chunks(), usage.free(), usedBy);
  }

  LaneTotals laneTotals(int lane) {
    return work.get(lane).totals();
  }

  PacketLedger ledger() {
    return ledger;
  }

  /** All packets so far: by the counters alone, so also when the actors have ended. */
  SwitchState.Balance balance() {
    return Balances.of(ledger.all(), work.stream().map(LaneWork::totals).toList());
  }

  /** Waits for the lanes to end, which they do soon after the actor system. */
  @Override
  public void close() {
    boolean ended = true;
    for (Lane lane : running) {
      try {
        ended &= lane.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        ended = false;
        Thread.currentThread().interrupt();
      }
    }
    if (ended) {
      captures.close(); // lanes write into these
    }
    packetIns.close();
    control.close();
    reactor.close();
    pool.close();
  }

  /** A datapath's own place in the duty cycle. */
  private record Maintenance(LaneWork work) implements Poller {
    @Override
    public int poll(long nowNs) {
      return work.maintain(nowNs);
    }

    /** Other lanes send to this one only for the rings that it polls. */
    @Override
    public boolean isUrgent() {
      return false;
    }

    @Override
    public String name() {
      return "datapath";
    }
  }
}
