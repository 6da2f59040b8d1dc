package io.sluice.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.datapath.tap.Selection;
import io.sluice.datapath.tap.Tap;
import io.sluice.datapath.tap.TapClock;
import io.sluice.datapath.tap.TapRecord;
import io.sluice.datapath.tap.TapSink;
import io.sluice.ring.filter.FilterProgram;
import io.sluice.ring.filter.Filters;
import io.sluice.ring.generator.SinkTxQueue;
import io.sluice.ring.os.EventFd;
import io.sluice.ring.os.NativeBytes;
import io.sluice.ring.os.Unistd;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A lane forwards ten million packets and allocates nothing: not one byte, in the first try.
 *
 * <p>Compiled by C1 only (the tag chooses the JVM's options, see the pom), for two reasons. C1
 * leaves out no allocation that the code has, so nothing here rests on C2's escape analysis. And C2
 * allocates itself: when a method is handed to it for the first time, HotSpot makes the String
 * objects of all literals in that method's class on the thread that called the method
 * (CompileBroker::compile_method), once for each literal, so a run now and then saw 48 to 256
 * bytes. JFR's allocation events show a String and its bytes, of the literals' lengths, in methods
 * without any allocation.
 */
@Tag("allocation")
class LaneAllocationTest extends LaneRig {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private void shouldNotAllocate(String... flows) throws Exception {
    flows(flows);
    SinkTxQueue sink = new SinkTxQueue();
    lane.attach(0, 2, 0, sink);
    // Each call site is linked once.
    long sent = forward(1_000_000);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    sent += forward(10_000_000);
    assertEquals(0, THREADS.getCurrentThreadAllocatedBytes() - before);
    assertEquals(sent, sink.counters().packets());
    assertEquals(0, counters.drops());
  }

  @Test
  void shouldForwardWithoutAllocating() throws Exception {
    shouldNotAllocate("in_port=1,actions=output:2");
  }

  /**
   * The ring is now full, now not. The reader never sleeps: waking it is a native call, as a
   * guest's, whose handle only C2 makes free of allocations.
   */
  @Test
  void shouldTellControllersWithoutAllocating() throws Exception {
    flows("ip,in_port=1,actions=dec_ttl,controller,output:2");
    SinkTxQueue sink = new SinkTxQueue();
    lane.attach(0, 2, 0, sink);
    int fd = EventFd.create();
    try {
      lane.punts().wake(fd);
      PuntRing.Receiver nobody = (b, p, punt, bytes, offset, length, offload) -> {};
      for (int i = 0; i < 2_000; i++) {
        poll();
        lane.punts().drain(nobody, 64);
      }
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100_000; i++) {
        poll();
        lane.punts().drain(nobody, i % 3 == 0 ? 64 : 8);
      }
      assertEquals(0, THREADS.getCurrentThreadAllocatedBytes() - before);
      assertTrue(lane.told() > 1_000_000, lane.told() + " told");
    } finally {
      Unistd.close(fd);
    }
  }

  @Test
  void shouldRewriteWithoutAllocating() throws Exception {
    shouldNotAllocate(
        "ip,in_port=1,actions=mod_dl_dst:02:00:00:00:00:09,dec_ttl,push_vlan:0x8100,output:2");
  }

  /** Rings without room and with, a filter that finds and one that does not, a drop, an output. */
  @Test
  void shouldBeWatchedWithoutAllocating() throws Exception {
    flows("ip,nw_dst=10.0.0.3,actions=drop", "priority=1,actions=output:2");
    SinkTxQueue sink = new SinkTxQueue();
    lane.attach(0, 2, 0, sink);
    CountingSink records = new CountingSink();
    FilterProgram some = Filters.parse("udp and dst host 10.0.0.2");
    FilterProgram none = Filters.parse("tcp port 80");
    int all = Selection.IN | Selection.OUT | Selection.DROP;
    lane.taps()
        .install(
            List.of(
                new Tap(Selection.everything(all), null, 1 << 16, records, new TapClock()),
                new Tap(
                    new Selection(all, 0, Selection.ANY, null, true, 0),
                    Filters.filter(some),
                    96,
                    records,
                    new TapClock()),
                new Tap(
                    Selection.everything(all), Filters.filter(none), 96, records, new TapClock())));
    forward(200_000);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    forward(1_000_000);
    assertEquals(0, THREADS.getCurrentThreadAllocatedBytes() - before);
    assertTrue(records.committed > 1_000_000, records.committed + " records");
  }

  /** Has room for two of three records. */
  private static final class CountingSink implements TapSink {
    private final NativeBytes memory = new NativeBytes(TapRecord.MAX_SIZE);
    private int claims;
    private long committed;

    @Override
    public long claim(int size) {
      return ++claims % 3 == 0 ? 0 : memory.address();
    }

    @Override
    public void commit() {
      committed++;
    }

    @Override
    public void abort() {
      committed--;
    }
  }
}
