package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.mac.MacListener;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.ring.device.DropReason;
import io.sluice.ring.device.QueueCounters;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lane does with packets, and how it counts those that it drops. */
class LaneDatapathTest extends LaneRig {
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

  @Test
  void shouldLabelAndCutAtTheirPoint() throws Exception {
    Recorder two = new Recorder();
    Recorder three = new Recorder();
    Recorder four = new Recorder();
    lane0(
        two,
        three,
        four,
        "in_port=1,ip,actions=output(port=4,max_len=100),push_mpls:0x8847,set_mpls_label(77),"
            + "output:2,output(port=4,max_len=20),pop_mpls:0x0800,output:3,"
            + "output(port=4,max_len=4294967295)");
    int n = poll();
    assertEquals(0, counters.drops());
    assertEquals(n, two.frames.size());
    for (int i = 0; i < n; i++) {
      byte[] plain = three.frames.get(i);
      assertEquals(200, plain.length);
      byte[] labelled = new byte[204];
      System.arraycopy(plain, 0, labelled, 0, 12);
      byte[] entry = {(byte) 0x88, 0x47, 0, 4, (byte) 0xd1, plain[22]};
      System.arraycopy(entry, 0, labelled, 12, 6);
      System.arraycopy(plain, 14, labelled, 18, 186);
      assertArrayEquals(labelled, two.frames.get(i));
      assertArrayEquals(Arrays.copyOf(plain, 100), four.frames.get(3 * i));
      assertArrayEquals(Arrays.copyOf(labelled, 20), four.frames.get(3 * i + 1));
      assertArrayEquals(plain, four.frames.get(3 * i + 2));
    }
  }

  @Test
  void shouldCutWhereTheHeadEndsAndBehindIt() throws Exception {
    Recorder two = new Recorder();
    Recorder three = new Recorder();
    for (int max : new int[] {14, 127, 128, 129, 199, 200, 201}) {
      two.frames.clear();
      three.frames.clear();
      // A rule that rewrites, so that heads are of 128 bytes.
      flows(
          "in_port=1,actions=output(port=2,max_len="
              + max
              + "),mod_dl_src:02:00:00:00:00:01,output:3");
      lane.attach(0, 2, 0, two);
      lane.attach(0, 3, 0, three);
      poll();
      for (int i = 0; i < two.frames.size(); i++) {
        byte[] whole = three.frames.get(i);
        assertEquals(200, whole.length);
        assertArrayEquals(Arrays.copyOf(whole, Math.min(max, 200)), two.frames.get(i));
      }
    }
  }

  @Test
  void shouldCountMoreLabelsThanAPacketCanHave() throws Exception {
    String push = "push_mpls:0x8847,".repeat(4);
    shouldDrop(DropReason.TOO_MANY_LABELS, "in_port=1,actions=" + push + "output:2");
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

  /**
   * The poll has begun, then a generation is published and acknowledged, then the packets are sent:
   * they are treated by it, though it looks at more of them than the poll had asked for.
   */
  @Test
  void shouldTreatPacketsByWhatWasPublishedBeforeTheyCame() throws Exception {
    Recorder two = new Recorder();
    Recorder three = new Recorder();
    lane0(two, three, three, "in_port=1,actions=output:2");
    poll();
    assertEquals(0, lane.bridge(0).headBytes());
    int before = two.frames.size();
    RxQueue late =
        new RxQueue() {
          @Override
          public int receive(PacketBurst into, int headBytes, long nowNs) {
            try {
              flows("in_port=1,udp,nw_dst=10.0.0.0/8,actions=output:3");
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            return generator.rx().receive(into, headBytes, nowNs);
          }

          @Override
          public void release(PacketBurst of) {
            generator.rx().release(of);
          }

          @Override
          public QueueCounters counters() {
            return generator.rx().counters();
          }
        };
    int n = lane.poll(0, 1, late, counters, burst, now);
    assertTrue(n > 0);
    assertEquals(before, two.frames.size());
    assertEquals(n, three.frames.size());
    assertEquals(0, counters.drops());
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
  void shouldCountNumberWithoutPort() throws Exception {
    shouldDrop(DropReason.NO_SUCH_PORT, "in_port=1,actions=output:9");
  }

  /** What the packet itself says is a number like any other. */
  @Test
  void shouldCountComputedNumberWithoutPort() throws Exception {
    shouldDrop(
        DropReason.NO_SUCH_PORT, "in_port=1,actions=set_field:0x1234->reg1,output:NXM_NX_REG1[]");
  }

  @Test
  void shouldCountPortThatIsTakenAway() throws Exception {
    flows("in_port=1,actions=output:3");
    poll();
    assertEquals(0, counters.drops(DropReason.NO_SUCH_PORT));
    flowsWithPorts(2, "in_port=1,actions=output:3");
    int n = poll();
    assertEquals(n, counters.drops(DropReason.NO_SUCH_PORT));
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
    other.add(0, new Generations(tables.snapshot()), MacListener.NONE, now);
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
    assertEquals(PacketBurst.MAX, other.exchangeCounters().drops(DropReason.NO_SUCH_PORT));
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
