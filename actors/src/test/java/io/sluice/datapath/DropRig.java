package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.flow.cache.Punt;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.Listeners;
import io.sluice.flow.pipeline.MeterMod;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.GroupText;
import io.sluice.flow.text.MeterText;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.packet.PacketBurst;
import io.sluice.ring.virtqueue.VhostRxQueue;
import io.sluice.ring.virtqueue.VhostTxQueue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Two lanes of one switch, polled by hand, with real rings: a guest that sends is port 1, port 2 is
 * another guest, a sink, or nobody, as a test wants it. Knows every counter there is, so that a
 * packet that is counted twice, or nowhere, shows.
 */
final class DropRig implements AutoCloseable {
  static final long CSUM = 1;
  static final long MERGEABLE = 1L << 15;
  static final long VERSION_1 = 1L << 32;

  final Fabric fabric = new Fabric(2);
  final LaneDatapath lane = new LaneDatapath(0, fabric);
  final LaneDatapath other = new LaneDatapath(1, fabric);
  final RingGuest sender = new RingGuest(1, VERSION_1 | CSUM);
  final VhostRxQueue rx = new VhostRxQueue(new QueueCounters());
  final QueueCounters forwarded = new QueueCounters();
  final SinkTxQueue sink = new SinkTxQueue();
  private final List<TxQueue> out = new ArrayList<>();
  final FlowTables tables = new FlowTables(EnumSet.allOf(FlowTables.Ability.class));
  private final PacketBurst burst = new PacketBurst();
  private final List<Runnable> closing = new ArrayList<>(List.of(sender::close, fabric::close));
  private final Map<DropReason, Long> before = new EnumMap<>(DropReason.class);
  private Generations generations;
  long now = 1_000_000_000L;

  DropRig() {
    tables.listen(new Listeners(Map.of(0, 1 << Punt.ACTION)));
    rx.start(sender.config(true));
  }

  /** Ports 1 to 3, up and in all VLANs. */
  void flows(String... flows) throws Exception {
    tables(ports(3), flows);
  }

  static List<PortConfig> ports(int count) {
    List<PortConfig> ports = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      ports.add(new PortConfig(n, "p" + n, new VlanMode.All()));
    }
    return ports;
  }

  /**
   * @param lines flows, and groups and meters as {@code group ...} and {@code meter ...}
   */
  void tables(List<PortConfig> ports, String... lines) throws Exception {
    tables.setPorts(ports);
    List<Change> changes = new ArrayList<>();
    changes.add(FlowMod.all().withCommand(FlowMod.Command.DELETE));
    for (String line : lines) {
      if (line.startsWith("group ")) {
        GroupText text = new GroupText(name -> OptionalInt.empty());
        changes.add(text.read(GroupMod.Command.ADD, line.substring(6)));
      } else if (line.startsWith("meter ")) {
        changes.add(MeterText.read(MeterMod.Command.ADD, line.substring(6)));
      } else {
        changes.add(new FlowParser().parseFlow(line));
      }
    }
    tables.apply(changes);
    if (generations == null) {
      generations = new Generations(tables.snapshot());
      lane.add(0, generations, MacListener.NONE, now);
      other.add(0, generations, MacListener.NONE, now);
    } else {
      generations.publish(tables.snapshot());
    }
  }

  /** Port 2 is a guest whose ring runs. */
  RingGuest receiver(long features, boolean enabled) {
    RingGuest guest = new RingGuest(0, VERSION_1 | features);
    closing.add(guest::close);
    VhostTxQueue tx = new VhostTxQueue(new QueueCounters());
    tx.start(guest.config(enabled));
    attach(lane, tx);
    return guest;
  }

  /** Port 2 is a sink on a lane. */
  void sink(LaneDatapath on) {
    attach(on, sink);
  }

  /** Port 2 is transmitted to through this queue. */
  void attach(LaneDatapath on, TxQueue queue) {
    attach(on, 2, 0, queue);
  }

  /** A port has this pair too. */
  void attach(LaneDatapath on, int ofport, int pair, TxQueue queue) {
    on.attach(0, ofport, pair, queue);
    out.add(queue);
  }

  /** To be done when the rig is closed. */
  void whenClosed(Runnable close) {
    closing.add(close);
  }

  /** Receives what the sender has sent, and carries it out. */
  void poll() {
    poll(rx);
  }

  void poll(RxQueue queue) {
    now += 1000;
    lane.poll(0, 1, queue, forwarded, burst, now);
  }

  /** What was dropped so far is not what is provoked. */
  void countFromNow() {
    before.putAll(all());
  }

  /** Every drop of every counter, by reason. */
  Map<DropReason, Long> drops() {
    Map<DropReason, Long> drops = all();
    before.forEach((reason, count) -> drops.merge(reason, -count, Long::sum));
    drops.values().removeIf(count -> count == 0);
    return drops;
  }

  private Map<DropReason, Long> all() {
    Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
    List<QueueCounters> all =
        new ArrayList<>(
            List.of(rx.counters(), forwarded, lane.exchangeCounters(), other.exchangeCounters()));
    out.forEach(queue -> all.add(queue.counters()));
    for (QueueCounters counters : all) {
      for (DropReason reason : DropReason.values()) {
        if (counters.drops(reason) > 0) {
          drops.merge(reason, counters.drops(reason), Long::sum);
        }
      }
    }
    return drops;
  }

  long dropped() {
    return all().values().stream().mapToLong(n -> n).sum();
  }

  /** All that came in went out, was told, was dropped once, or is between the lanes. */
  void assertBalance() {
    long in = rx.counters().packets() + lane.handedIn() + other.handedIn();
    long sent = out.stream().mapToLong(queue -> queue.counters().packets()).sum();
    long dropped = dropped() - rx.counters().drops();
    long held = lane.held() + other.held();
    assertEquals(
        in + lane.copies() + other.copies(),
        sent + lane.told() + dropped + held,
        () -> "packets unaccounted for; in " + in + ", drops " + all());
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
