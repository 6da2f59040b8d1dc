package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.generator.GeneratorDevice;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lane's datapath polled by hand: a generator on port 1, whatever a test attaches elsewhere. */
class LaneDatapathTest {
  private final Fabric fabric = new Fabric(2);
  private final LaneDatapath lane = new LaneDatapath(0, fabric);
  private final GeneratorDevice generator =
      new GeneratorDevice(
          200, 4, 0, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.0.0.2");
  private final PacketBurst burst = new PacketBurst();
  private final QueueCounters counters = new QueueCounters();
  private long now = 1_000_000_000L;

  @AfterEach
  void close() {
    generator.close();
    fabric.close();
  }

  private void flows(String... flows) throws Exception {
    FlowTables tables = new FlowTables();
    List<PortConfig> ports = new ArrayList<>();
    for (int port = 1; port <= 4; port++) {
      ports.add(new PortConfig(port, "p" + port, new VlanMode.All()));
    }
    tables.setPorts(ports);
    List<FlowMod> mods = new ArrayList<>();
    for (String flow : flows) {
      mods.add(new FlowParser().parseFlow(flow));
    }
    tables.apply(mods);
    lane.install(0, tables.snapshot(), MacListener.NONE, now);
  }

  private int poll() {
    now += 1000;
    int n = lane.poll(0, 1, generator.rx(), counters, burst, now);
    lane.maintain(now);
    return n;
  }

  private long forward(long packets) {
    long done = 0;
    while (done < packets) {
      done += poll();
    }
    return done;
  }

  private void shouldNotAllocate(long packets) {
    SinkTxQueue sink = new SinkTxQueue();
    lane.attach(0, 2, 0, sink);
    long sent = forward(1_000_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long allocated = -1;
    // The JIT compiler may still replace code in a round, and what it runs meanwhile allocates a
    // few objects once. What the datapath itself allocates would show in every round.
    for (int round = 0; round < 3 && allocated != 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      sent += forward(packets);
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertEquals(0, allocated);
    assertEquals(sent, sink.counters().packets());
    assertEquals(0, counters.drops());
  }

  @Test
  void shouldForwardWithoutAllocating() throws Exception {
    flows("in_port=1,actions=output:2");
    shouldNotAllocate(10_000_000);
  }

  @Test
  void shouldRewriteWithoutAllocating() throws Exception {
    flows("ip,in_port=1,actions=mod_dl_dst:02:00:00:00:00:09,dec_ttl,push_vlan:0x8100,output:2");
    shouldNotAllocate(1_000_000);
  }

  @Test
  void shouldGiveEachOutputTheBytesOfItsPoint() throws Exception {
    Recorder two = new Recorder();
    Recorder three = new Recorder();
    Recorder four = new Recorder();
    lane0(
        two,
        three,
        four,
        "in_port=1,actions=output:2,mod_dl_dst:02:00:00:00:00:09,output:3,"
            + "push_vlan:0x8100,output:4,strip_vlan,output:2");
    int n = poll();
    assertEquals(n, three.frames.size());
    assertEquals(n, four.frames.size());
    assertEquals(2 * n, two.frames.size());
    for (int i = 0; i < n; i++) {
      byte[] plain = two.frames.get(2 * i);
      byte[] edited = plain.clone();
      edited[5] = 9;
      byte[] tagged = new byte[204];
      System.arraycopy(edited, 0, tagged, 0, 12);
      tagged[12] = (byte) 0x81;
      System.arraycopy(edited, 12, tagged, 16, 188);
      assertEquals(2, plain[5]);
      assertEquals(200, plain.length);
      assertArrayEquals(edited, three.frames.get(i));
      assertArrayEquals(tagged, four.frames.get(i));
      assertArrayEquals(edited, two.frames.get(2 * i + 1));
    }
  }

  private void lane0(TxQueue two, TxQueue three, TxQueue four, String flow) throws Exception {
    flows(flow);
    lane.attach(0, 2, 0, two);
    lane.attach(0, 3, 0, three);
    lane.attach(0, 4, 0, four);
  }

  private void shouldDrop(DropReason reason, String... flows) throws Exception {
    flows(flows);
    int n = poll();
    assertEquals(n, counters.drops(reason), reason.label());
    assertEquals(n, counters.drops());
  }

  @Test
  void shouldCountNoRule() throws Exception {
    shouldDrop(DropReason.NO_RULE);
  }

  @Test
  void shouldCountRuleDrop() throws Exception {
    shouldDrop(DropReason.RULE_DROP, "in_port=1,actions=drop");
  }

  @Test
  void shouldCountMoreTagsThanAPacketCanHave() throws Exception {
    String push = "push_vlan:0x8100,".repeat(9);
    shouldDrop(DropReason.TOO_MANY_TAGS, "in_port=1,actions=" + push + "output:2");
  }

  @Test
  void shouldPushAsManyTagsAsAPacketCanHave() throws Exception {
    Recorder two = new Recorder();
    flows("in_port=1,actions=" + "push_vlan:0x8100,".repeat(8) + "output:2");
    lane.attach(0, 2, 0, two);
    int n = poll();
    assertEquals(n, two.frames.size());
    assertEquals(200 + 8 * 4, two.frames.getFirst().length);
    assertEquals(0, counters.drops());
  }

  @Test
  void shouldCountPortWithoutQueue() throws Exception {
    shouldDrop(DropReason.NOT_READY, "in_port=1,actions=output:3");
  }

  @Test
  void shouldCountBackToItsPort() throws Exception {
    shouldDrop(DropReason.SAME_PORT, "in_port=1,actions=output:1");
  }

  @Test
  void shouldCountFullExchangeAndDeliverTheRest() throws Exception {
    SinkTxQueue sink = new SinkTxQueue();
    LaneDatapath other = new LaneDatapath(1, fabric);
    flows("in_port=1,actions=output:2");
    FlowTables tables = new FlowTables();
    other.install(0, tables.snapshot(), MacListener.NONE, now);
    other.attach(0, 2, 0, sink);
    long sent = 0;
    while (counters.drops() == 0) {
      sent += poll();
    }
    while (other.maintain(now) > 0) {
      // Until it has all.
    }
    assertEquals(counters.drops(), counters.drops(DropReason.EXCHANGE_FULL));
    assertEquals(sent, sink.counters().packets() + counters.drops());
    poll();
    other.remove(0);
    other.maintain(now);
    assertEquals(PacketBurst.MAX, other.exchangeCounters().drops(DropReason.NOT_READY));
  }

  /** Keeps whole frames, as a device would have sent them. */
  private static final class Recorder implements TxQueue {
    final List<byte[]> frames = new ArrayList<>();
    private final QueueCounters counters = new QueueCounters();

    @Override
    public int transmit(PacketBurst burst, int[] selected, int count) {
      for (int s = 0; s < count; s++) {
        byte[] frame = new byte[burst.length[selected[s]]];
        assertEquals(true, BurstFrames.copyOut(burst, selected[s], 0, frame, 0, frame.length));
        frames.add(frame);
      }
      return count;
    }

    @Override
    public void flush() {
      // Nobody is told.
    }

    @Override
    public QueueCounters counters() {
      return counters;
    }
  }
}
