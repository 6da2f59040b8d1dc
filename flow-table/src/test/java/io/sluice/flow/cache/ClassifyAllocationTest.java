package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In steady state classify and maintain allocate nothing. By C1 alone, see the pom: it leaves out
 * no allocation that the code has, and C2 makes a class's literals on the thread that calls its
 * method.
 */
@Tag("allocation")
class ClassifyAllocationTest {
  private static final int PACKETS = 1_000_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "in_port=1,actions=output:2",
        "ip,in_port=1,nw_dst=10.0.0.0/28,actions=output:2",
        "udp,in_port=1,nw_dst=10.0.0.0/8,tp_dst=9,actions=mod_nw_dst:1.2.3.4,output:2",
        "udp6,tp_dst=9,actions=output:2",
        "priority=0,actions=NORMAL",
      })
  void shouldAllocateNothing(String flow) {
    LookupRig rig = new LookupRig().ports(3).flows(flow, "priority=0,in_port=2,actions=output:1");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 32; i++) {
      rig.add(Packets.v4(17, 0x0a000001, 0x0a000000 | i, 5, 9));
    }
    forward(rig, 200_000); // link call sites, fill the caches
    long before = threads.getCurrentThreadAllocatedBytes();
    forward(rig, PACKETS);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertEquals(0, allocated, "bytes allocated over " + PACKETS + " packets");
    assertTrue(rig.lookup.exactHits() > PACKETS);
  }

  private static void forward(LookupRig rig, int packets) {
    for (int n = 0; n < packets; n += 32) {
      rig.classify(1);
      rig.nowNs += 50_000;
      rig.lookup.maintain(rig.nowNs);
    }
  }
}
