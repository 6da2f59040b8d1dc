package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.os.Sched;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CpuTimeTest {
  private static final long MS = 1_000_000;

  private static CpuTime.Spent spent(long ranMs, long waitedMs) {
    return new CpuTime.Spent(ranMs * MS, waitedMs * MS, 500 * MS);
  }

  @Test
  void shouldTellALongPollFromABusyMachine() {
    assertTrue(spent(499, 0).stuck());
    assertTrue(spent(120, 380).stuck(), "it is in a long cycle, busy machine or not");
    assertTrue(spent(499, 0).why().contains("it ran 499 ms of the last 500"));
    assertFalse(spent(1, 490).stuck());
    assertTrue(spent(1, 490).why().contains("taken by others for 490 of the last 500 ms"));
    assertTrue(spent(0, 3).stuck());
    String held = spent(1, 3).why();
    assertTrue(held.startsWith("it ran 1 ms of the last 500 and waited 3 ms"), held);
    CpuTime.Spent suspended = new CpuTime.Spent(1, 1, 3000 * MS);
    assertFalse(suspended.stuck());
    assertTrue(suspended.why().contains("stood still for 3000 ms"));
  }

  @Test
  void shouldReadWhatTheKernelSays() {
    assertEquals(new CpuTime(12, 34, 5), CpuTime.parse("12 34 7\n", 5));
    assertNull(CpuTime.parse("", 5));
    assertNull(CpuTime.of(Integer.MAX_VALUE, 5), "no such thread");
  }

  @Test
  void shouldCountThisThreadAsRunningWhenItRuns() {
    int me = Sched.gettid();
    assumeTrue(
        Files.exists(Path.of("/proc/self/task/" + me + "/schedstat")),
        "a kernel without schedstat");
    long begin = System.nanoTime();
    CpuTime before = CpuTime.of(me, System.nanoTime());
    CpuTime.Spent spent;
    do {
      spent = CpuTime.of(me, System.nanoTime()).since(before);
    } while (spent.ranNs() < 20 * MS && spent.wallNs() < 60_000 * MS);
    // A reading's time is taken before it: only what lies around both is sure to be longer.
    long around = System.nanoTime() - begin;
    assertTrue(spent.ranNs() >= 20 * MS, spent.toString());
    // The kernel's clock ticks: its figures may be a tick ahead.
    assertTrue(spent.ranNs() + spent.waitedNs() <= around + 20 * MS, spent + " in " + around);
  }
}
