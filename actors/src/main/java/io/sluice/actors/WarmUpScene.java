package io.sluice.actors;

import io.sluice.datapath.Generations;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.memory.Region;
import io.sluice.ring.os.EventSignal;
import io.sluice.ring.virtqueue.SyntheticGuest;
import io.sluice.ring.virtqueue.SyntheticGuest.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two guests of our own on a bridge of their own, with one kind of rules: {@link WarmUp} plays some
 * of these. Made by any thread, then owned by the lane.
 */
final class WarmUpScene {
  /** How the two guests receive: the features they negotiated and their buffers. */
  enum Receiving {
    MERGEABLE(1L << 32 | 1L << 15, 2048),
    SMALL_BUFFERS(1L << 32 | 1L << 15, 256),
    OLD(0, 2048),
    OFFLOADS(1L << 32 | 1 << 29 | 1 << 15 | 1 << 11 | 1 << 7 | 1 << 1 | 1, 2048);

    private final long features;
    private final int buffer;

    Receiving(long features, int buffer) {
      this.features = features;
      this.buffer = buffer;
    }
  }

  /** What a guest sends. */
  interface Traffic {
    SyntheticGuest.Frame next(SplittableRandom random);
  }

  private static final PairPolling.GuestRam OURS =
      new PairPolling.GuestRam(() -> true, () -> true, () -> {});

  // Guests that fill a burst are the ones to be quick for.
  private static final int[] BURSTS = {32, 32, 64, 32, 8, 32, 64, 1};

  /** One burst in so many has a frame that is not in one buffer. */
  private static final int CHAINED = 64;

  /** In one round of so many a guest wants interrupts. */
  private static final int INTERRUPTED = 64;

  /** Of so many rounds, so many in which nobody receives, until buffers run out. */
  private static final int FULL = 400;

  private static final int FULL_FOR = 20;

  /** After so many rounds the caches are empty once more, and what fills them is needed again. */
  private static final int RESTART = 500;

  private final int bridge;
  private final DatapathWork work;
  private final FlowTables tables;
  private final FlowMod again;
  private final Traffic traffic;
  private final Side[] sides;
  private final SplittableRandom random = new SplittableRandom(1);
  private Generations generations;
  private boolean running;
  private int round;

  /**
   * @param flows in ovs-ofctl's syntax; the guests' ports are 1 and 2
   * @param memory twice {@link SyntheticGuest#MEMORY} bytes
   * @param call interrupts the guests
   */
  WarmUpScene(
      int bridge,
      DatapathWork work,
      List<String> flows,
      Receiving receiving,
      Traffic traffic,
      Region memory,
      EventSignal call) {
    this.bridge = bridge;
    this.work = work;
    this.traffic = traffic;
    again = parse(flows.getLast());
    tables = tables(flows);
    sides =
        new Side[] {
          new Side(1, receiving, memory.part(0, SyntheticGuest.MEMORY), call),
          new Side(2, receiving, memory.part(SyntheticGuest.MEMORY, SyntheticGuest.MEMORY), call)
        };
  }

  private static FlowTables tables(List<String> flows) {
    FlowTables tables = new FlowTables();
    List<PortConfig> ports = new ArrayList<>();
    for (int port = 1; port <= 3; port++) {
      ports.add(new PortConfig(port, "warm" + port, new VlanMode.All()));
    }
    tables.setPorts(ports);
    List<FlowMod> mods = new ArrayList<>();
    for (String flow : flows) {
      mods.add(parse(flow));
    }
    tables.apply(mods);
    return tables;
  }

  private static FlowMod parse(String flow) {
    try {
      return new FlowParser().parseFlow(flow);
    } catch (FlowSyntaxException e) {
      throw new IllegalStateException(flow, e);
    }
  }

  /** One guest sends a burst, both are polled, the other gives its buffers back. */
  void play(long nowNs) {
    if (round % RESTART == 0) {
      stop();
      start(nowNs);
    } else if (round % RESTART == RESTART / 2) {
      // Another generation, by which verdicts are checked again.
      tables.apply(List.of(again));
      generations.publish(tables.snapshot());
    }
    Side from = sides[round & 1];
    Side to = sides[~round & 1];
    int burst = BURSTS[round % BURSTS.length];
    for (int i = 0; i < burst; i++) {
      from.guest.send(traffic.next(random), layout(i));
    }
    from.guest.wantInterrupts(round % INTERRUPTED == 0);
    from.guest.publish();
    while (from.guest.underWay() > 0 && from.polling.poll(nowNs) > 0) {
      to.polling.poll(nowNs);
    }
    if (round % FULL >= FULL_FOR) {
      to.guest.receive();
    }
    round++;
  }

  private Layout layout(int i) {
    if (i != 0 || round % CHAINED != 0) {
      return Layout.ONE_BUFFER;
    }
    return (round / CHAINED & 1) == 0 ? Layout.CHAIN : Layout.INDIRECT;
  }

  private void start(long nowNs) {
    generations = new Generations(tables.snapshot());
    work.add(bridge, generations, learned -> {}, nowNs);
    sides[0].start();
    sides[1].start();
    running = true;
  }

  /** Nothing touches the guests' memory afterwards. */
  void stop() {
    if (running) {
      running = false;
      sides[0].stop();
      sides[1].stop();
      work.remove(bridge);
    }
  }

  /** Whether a queue found fault with one of the guests. */
  boolean faulted() {
    return sides[0].pair.fault() != null || sides[1].pair.fault() != null;
  }

  /** Frames that the guests received. */
  long received() {
    return sides[0].counters.transmitted().packets() + sides[1].counters.transmitted().packets();
  }

  private final class Side {
    final SyntheticGuest guest;
    final PortStats.Pair counters = new PortStats.Pair(new QueueCounters(), new QueueCounters());
    final QueuePair pair;
    final PairPolling polling;

    Side(int ofport, Receiving receiving, Region memory, EventSignal call) {
      guest = new SyntheticGuest(memory, receiving.features, receiving.buffer, call);
      pair = work.queuePair(bridge, ofport, 0, counters);
      polling = new PairPolling("warm-up", pair, OURS, why -> {});
    }

    void start() {
      pair.start(0, guest.receiving());
      pair.start(1, guest.sending());
    }

    void stop() {
      pair.stop(0);
      pair.stop(1);
    }
  }
}
