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
    return new CpuTime.Spent(ranMs * MS, waitedMs * MS, 0, 500 * MS);
  }

  @Test
  void shouldTellALongPollFromABusyMachine() {
    assertTrue(spent(499, 0).stuck());
    assertTrue(spent(120, 380).stuck(), "it is in a long cycle, busy machine or not");
    assertTrue(spent(499, 0).why().contains("it ran 499 ms of the last 500"));
    assertFalse(spent(1, 490).stuck());
    assertTrue(spent(1, 490).why().contains("taken by others for 490 of the last 500 ms"));
    assertTrue(spent(0, 3).stuck());
    assertEquals(
        "it ran 0 ms of the last 500 and waited 3 ms for its CPU: the kernel holds it, or the"
            + " JVM does (a safepoint), or the machine's host took the CPU",
        spent(0, 3).why());
    CpuTime.Spent suspended = new CpuTime.Spent(1, 1, 0, 3000 * MS);
    assertFalse(suspended.stuck());
    assertTrue(suspended.why().contains("stood still for 3000 ms"));
  }

  @Test
  void shouldTellThatTheHeapWasCollected() {
    CpuTime.Spent collected = new CpuTime.Spent(5 * MS, 20 * MS, 430 * MS, 500 * MS);
    assertFalse(collected.stuck());
    assertTrue(collected.why().contains("collected its heap for 430 of the last 500 ms"));
    assertTrue(new CpuTime.Spent(499 * MS, 0, 0, 500 * MS).stuck());
  }

  @Test
  void shouldCountCollections() {
    int me = Sched.gettid();
    CpuTime before = CpuTime.of(me, System.nanoTime());
    assumeTrue(before != null, "a kernel without schedstat");
    long deadline = System.nanoTime() + 60_000 * MS;
    while (CpuTime.of(me, System.nanoTime()).since(before).collectedNs() == 0) {
      assertTrue(System.nanoTime() < deadline, "no collection has taken a millisecond");
      System.gc();
    }
  }

  @Test
  void shouldReadWhatTheKernelSays() {
    assertEquals(new CpuTime(12, 34, 6, 5), CpuTime.parse("12 34 7\n", 6, 5));
    assertNull(CpuTime.parse("", 6, 5));
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
