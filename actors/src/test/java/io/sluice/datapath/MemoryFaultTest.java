package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.flow.pipeline.VlanMode;
import io.sluice.flow.text.FlowParser;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.generator.GeneratorDevice;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.packet.PacketBurst;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Port 2's guest takes its memory away while port 1's packets go to it and to port 3: port 3 gets
 * each of them once, and the fault is told when the poll is done.
 */
class MemoryFaultTest {
  private final Fabric fabric = new Fabric(1);
  private final LaneDatapath lane = new LaneDatapath(0, fabric);
  private final GeneratorDevice generator =
      new GeneratorDevice(
          200, 4, 0, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.0.0.2");
  private final PacketBurst burst = new PacketBurst();
  private final QueueCounters counters = new QueueCounters();
  private final Faulty faulty = new Faulty();
  private final SinkTxQueue bystander = new SinkTxQueue();

  /** A queue whose memory can go: what it does then throws as HotSpot makes it. */
  private static final class Faulty implements TxQueue {
    final QueueCounters counters = new QueueCounters();
    InternalError inTransmit;
    InternalError inFlush;

    @Override
    public int transmit(PacketBurst burst, int[] selected, int count) {
      if (inTransmit != null) {
        throw inTransmit;
      }
      counters.add(count, 0);
      return count;
    }

    @Override
    public void flush() {
      if (inFlush != null) {
        throw inFlush;
      }
    }

    @Override
    public QueueCounters counters() {
      return counters;
    }
  }

  @BeforeEach
  void attach() {
    lane.attach(0, 2, 0, faulty);
    lane.attach(0, 3, 0, bystander);
  }

  @AfterEach
  void close() {
    generator.close();
    fabric.close();
  }

  private void flow(String flow) throws Exception {
    FlowTables tables = new FlowTables();
    List<PortConfig> ports = new ArrayList<>();
    for (int port = 1; port <= 3; port++) {
      ports.add(new PortConfig(port, "p" + port, new VlanMode.All()));
    }
    tables.setPorts(ports);
    tables.apply(List.of(new FlowParser().parseFlow(flow)));
    lane.add(0, new Generations(tables.snapshot()), MacListener.NONE, 0);
  }

  private int poll() {
    return lane.poll(0, 1, generator.rx(), counters, burst, 1);
  }

  private void expectNothingLost() {
    InternalError fault = new InternalError("a fault occurred in an unsafe memory access");
    for (int round = 0; round < 3; round++) {
      faulty.inTransmit = round == 0 || round == 2 ? fault : null;
      faulty.inFlush = round == 1 ? fault : null;
      assertSame(fault, assertThrows(InternalError.class, this::poll));
      assertEquals(generator.rx().counters().packets(), bystander.counters().packets());
    }
    faulty.inTransmit = null;
    faulty.inFlush = null;
    long before = faulty.counters.packets();
    int n = poll();
    assertEquals(generator.rx().counters().packets(), bystander.counters().packets());
    assertEquals(n, faulty.counters.packets() - before, "something of an old burst was sent");
  }

  @Test
  void shouldServeTheOtherOutputsOfAPacket() throws Exception {
    flow("in_port=1,actions=output:2,output:3");
    expectNothingLost();
  }

  @Test
  void shouldServeTheOtherOutputsInAnyOrder() throws Exception {
    flow("in_port=1,actions=output:3,output:2");
    expectNothingLost();
  }

  @Test
  void shouldServeTheOtherPairsOfAPort() throws Exception {
    flow("in_port=1,actions=output:3");
    lane.attach(0, 3, 1, faulty);
    poll();
    long theirs = faulty.counters.packets();
    long ours = bystander.counters().packets();
    assertTrue(theirs > 0 && ours > 0, "all flows are spread to one pair");
    faulty.inTransmit = new InternalError("a fault occurred in an unsafe memory access");
    for (int round = 2; round < 5; round++) {
      assertThrows(InternalError.class, this::poll);
      assertEquals(round * ours, bystander.counters().packets());
    }
    faulty.inTransmit = null;
    poll();
    assertEquals(5 * ours, bystander.counters().packets());
    assertEquals(2 * theirs, faulty.counters.packets(), "something of an old burst was sent");
  }
}
