package io.sluice.actors;

import io.sluice.datapath.Fabric;
import io.sluice.datapath.LaneDatapath;
import io.sluice.lane.Poller;
import io.sluice.ring.memory.Region;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.EventSignal;
import io.sluice.ring.virtqueue.SyntheticGuest;
import io.sluice.ring.virtqueue.SyntheticGuest.Frame;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Forwards packets between guests of our own when a switch starts, so that HotSpot has compiled the
 * packet path before guests need it, and has seen the branches that they will take. Polled by one
 * lane beside its real queues: classes and call sites are those of real traffic, but datapath,
 * rings and counters are its own.
 *
 * <p>Made by any thread, then owned by the lane. Ends after {@link #ROUNDS} bursts, after {@link
 * #PATIENCE_NS}, or when real traffic has done the rest.
 */
final class WarmUp implements Poller, AutoCloseable {
  /** What came of it. */
  record Result(int bursts, long packets, long elapsedNs) {}

  /** Takes it off the lane, on the lane. */
  interface End {
    void ended(WarmUp warmUp, Result result);
  }

  /** Enough for the compiler to have been asked for, and to have answered, on an idle machine. */
  static final int ROUNDS = 24_000;

  static final long PATIENCE_NS = 1_000_000_000L;

  /** Real packets after which nothing is left to do here. */
  private static final long REAL_ENOUGH = 50_000;

  /** While real packets come: one burst in so many cycles, so that they have the lane. */
  private static final int SELDOM = 8;

  /** One in so many rounds is told as work; not in step with the lane's timed cycles. */
  private static final int BUSY = 61;

  private static final int SCENES = 6;

  // Which scene each round plays: those of plain forwarding most often.
  private static final int[] ORDER = {0, 1, 0, 2, 0, 3, 0, 1, 0, 4, 0, 5};

  private final LongSupplier realPackets;
  private final End end;
  private final Fabric fabric = new Fabric(1);
  private final DatapathWork work =
      new DatapathWork(0, new AddressExchange(1), new LaneDatapath(0, fabric));
  private final Region memory = Region.plain("sluice-warm-up", 2 * SCENES * SyntheticGuest.MEMORY);
  private final EventSignal call = EventSignal.of(EventFd.create());
  private final WarmUpScene[] scenes = scenes();
  private boolean started;
  private long startNs;
  private int round;
  private int cycle;
  private long realBefore;
  private boolean closed;

  /**
   * @param realPackets what the lane received on its own queues so far
   * @param end called once
   */
  WarmUp(LongSupplier realPackets, End end) {
    this.realPackets = realPackets;
    this.end = end;
  }

  private WarmUpScene[] scenes() {
    return new WarmUpScene[] {
      scene(
          0,
          WarmUpScene.Receiving.MERGEABLE,
          WarmUpTraffic.udp(256),
          "priority=100,ip,in_port=1,nw_dst=10.0.0.0/27,actions=output:2",
          "priority=100,ip,in_port=1,nw_dst=10.0.0.32/27,actions=output:2",
          "priority=90,ip,in_port=1,nw_dst=10.0.0.0/24,actions=output:2",
          "priority=100,ip,in_port=2,actions=output:1"),
      scene(
          1,
          WarmUpScene.Receiving.MERGEABLE,
          WarmUpTraffic.udp(64),
          "in_port=1,actions=output:2",
          "in_port=2,actions=output:1"),
      // Rules that look at ports for other packets: these miss the exact cache, and hit megaflows.
      scene(
          2,
          WarmUpScene.Receiving.OLD,
          WarmUpTraffic.ports(4096),
          "priority=100,udp,nw_dst=10.0.0.0,in_port=1,actions=output:2",
          "priority=100,udp,nw_dst=10.0.0.1,in_port=1,actions=output:2",
          "priority=90,udp,nw_dst=10.9.0.0/16,tp_dst=53,actions=drop",
          "priority=80,tcp,nw_src=10.8.0.0/16,tp_src=80,actions=drop",
          "priority=10,udp,in_port=2,actions=output:1"),
      scene(3, WarmUpScene.Receiving.OFFLOADS, WarmUpTraffic.tcp(64), "actions=NORMAL"),
      scene(
          4,
          WarmUpScene.Receiving.SMALL_BUFFERS,
          WarmUpTraffic.udp(64),
          "ip,in_port=1,actions=mod_dl_dst:02:00:00:00:00:09,dec_ttl,output:2",
          "ip,in_port=2,actions=push_vlan:0x8100,mod_vlan_vid:5,output:1"),
      scene(
          5,
          WarmUpScene.Receiving.MERGEABLE,
          WarmUpTraffic.ipv6(64),
          "udp6,in_port=1,ipv6_dst=fd00::/64,tp_dst=9,actions=output:2",
          "ipv6,in_port=2,actions=output:1")
    };
  }

  private WarmUpScene scene(
      int id, WarmUpScene.Receiving receiving, Frame[] frames, String... flows) {
    return new WarmUpScene(
        id,
        work,
        List.of(flows),
        receiving,
        random -> frames[random.nextInt(frames.length)],
        memory.part(id * 2 * SyntheticGuest.MEMORY, 2 * SyntheticGuest.MEMORY),
        call);
  }

  /**
   * Answers 0 nearly always: this is no load that queues should be kept off the lane for. Not
   * quite, because the lane must have seen busy cycles too.
   */
  @Override
  public int poll(long nowNs) {
    if (!started) {
      started = true;
      startNs = nowNs;
    }
    long real = realPackets.getAsLong();
    boolean busy = real != realBefore;
    realBefore = real;
    if (busy && ++cycle % SELDOM != 0) {
      return 0;
    }
    scenes[ORDER[round % ORDER.length]].play(nowNs);
    work.maintain(nowNs);
    round++;
    if (round == ROUNDS || nowNs - startNs > PATIENCE_NS || real > REAL_ENOUGH) {
      end(nowNs);
    }
    return round % BUSY == 0 ? 1 : 0;
  }

  private void end(long nowNs) {
    long packets = 0;
    for (WarmUpScene scene : scenes) {
      packets += scene.received();
    }
    close();
    end.ended(this, new Result(round, packets, nowNs - startNs));
  }

  /** Whether a queue found fault with one of our own guests. */
  boolean faulted() {
    for (WarmUpScene scene : scenes) {
      if (scene.faulted()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void failed(Throwable cause) {
    end(startNs);
  }

  /** On the lane, or after it has ended. Again: does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (WarmUpScene scene : scenes) {
      scene.stop();
    }
    call.close();
    memory.close();
    fabric.close();
  }

  @Override
  public String name() {
    return "warm-up";
  }
}
