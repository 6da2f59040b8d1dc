package io.sluice.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cycle under the test's hand: no thread, times given. */
class DutyCycleTest {
  private final List<Throwable> failedTasks = new ArrayList<>();
  private final DutyCycle duty = new DutyCycle(failedTasks::add);

  /** What HotSpot throws when memory behind a mapping is gone. */
  private static void fault() {
    throw new InternalError("fault");
  }

  /** Counts its polls and does what the test says. */
  private static class Probe implements Poller {
    final String name;
    int polls;
    Runnable action = () -> {};
    int work;
    Throwable failure;
    boolean intact = true;
    boolean neverLost = true;
    int asked;

    Probe(String name) {
      this.name = name;
    }

    @Override
    public int poll(long nowNs) {
      polls++;
      action.run();
      return work;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void failed(Throwable cause) {
      failure = cause;
    }

    @Override
    public boolean memoryIntact() {
      asked++;
      return intact;
    }

    @Override
    public boolean memoryNeverLost() {
      return neverLost && intact;
    }
  }

  private Probe added(String name) {
    Probe probe = new Probe(name);
    duty.add(probe);
    return probe;
  }

  @Test
  void shouldPollEachOnceInACycle() {
    Probe a = added("a");
    Probe b = added("b");
    b.work = 3;
    assertEquals(3, duty.cycle(0));
    assertEquals(3, duty.cycle(10));
    assertEquals(2, a.polls);
    assertEquals(2, b.polls);
  }

  @Test
  void shouldSplitTimeIntoBusyAndIdleByTheCyclesWork() {
    Probe a = added("a");
    a.work = 1;
    duty.cycle(1000);
    a.work = 0;
    duty.cycle(1300);
    duty.cycle(1350);
    LaneCounters c = duty.counters();
    assertEquals(300, c.busyNs());
    assertEquals(50, c.idleNs());
    assertEquals(2, c.cycles());
    assertEquals(300, c.longestCycleNs());
  }

  @Test
  void shouldRunAllMailboxesAndPollInBetween() {
    Probe a = added("a");
    int[] ran = {0};
    int tasks = 100_000;
    for (int i = 0; i < tasks; i++) {
      duty.submit(() -> ran[0]++);
    }
    int cycles = 0;
    while (ran[0] < tasks) {
      int before = ran[0];
      int work = duty.cycle(cycles++);
      assertEquals(ran[0] - before, work);
      assertTrue(ran[0] - before <= DutyCycle.MAX_TASKS, "polls waited for too many mailboxes");
    }
    assertEquals(cycles, a.polls);
    assertEquals(tasks, duty.counters().tasks());
    assertEquals(0, duty.cycle(cycles));
  }

  @Test
  void shouldNotPollAPollerRemovedEarlierInTheCycle() {
    Probe a = added("a");
    Probe b = added("b");
    Probe c = added("c");
    a.action = () -> duty.remove(b);
    duty.cycle(0);
    assertEquals(0, b.polls);
    assertEquals(1, c.polls);
    assertEquals(2, duty.pollers());
  }

  @Test
  void shouldLetAPollerRemoveItselfAndAddAnother() {
    Probe a = added("a");
    Probe b = new Probe("b");
    Probe c = added("c");
    a.action =
        () -> {
          duty.remove(a);
          duty.add(b);
        };
    duty.cycle(0);
    duty.cycle(1);
    assertEquals(1, a.polls);
    assertEquals(1, b.polls);
    assertEquals(2, c.polls);
  }

  @Test
  void shouldGrowWhilePollersAddPollers() {
    Probe a = added("a");
    List<Probe> more = new ArrayList<>();
    a.action =
        () -> {
          for (int i = 0; i < 40; i++) {
            more.add(added("m" + i));
          }
          a.action = () -> {};
        };
    duty.cycle(0);
    duty.cycle(1);
    assertEquals(41, duty.pollers());
    assertTrue(more.stream().allMatch(p -> p.polls == 1));
  }

  @Test
  void shouldTakeOffOnlyThePollerThatThrows() {
    Probe a = added("a");
    Probe bad = added("bad");
    Probe c = added("c");
    RuntimeException cause = new IllegalStateException("a defect");
    bad.action =
        () -> {
          throw cause;
        };
    for (int i = 0; i < 5; i++) {
      duty.cycle(i);
    }
    assertSame(cause, bad.failure);
    assertEquals(1, bad.polls);
    assertEquals(5, a.polls);
    assertEquals(5, c.polls);
    assertEquals(1, duty.counters().failedPollers());
    assertEquals(0, a.asked, "memory is not in question");
  }

  @Test
  void shouldBlameTheOneWhoseMemoryIsGoneNotTheOneThatWasPolled() {
    Probe guilty = added("guilty");
    Probe innocent = added("innocent");
    InternalError fault = new InternalError("a fault occurred in an unsafe memory access");
    innocent.action =
        () -> {
          innocent.action = () -> {};
          throw fault;
        };
    guilty.intact = false;
    duty.cycle(0);
    duty.cycle(1);
    assertSame(fault, guilty.failure);
    assertEquals(1, guilty.polls);
    assertEquals(2, innocent.polls);
    assertEquals(1, duty.counters().memoryFaults());
  }

  @Test
  void shouldBlameTheOneWhoseMemoryWasGoneForAMoment() {
    Probe guilty = added("guilty");
    Probe innocent = added("innocent");
    innocent.action =
        () -> {
          innocent.action = () -> {};
          fault();
        };
    guilty.neverLost = false;
    duty.cycle(0);
    duty.cycle(1);
    assertTrue(guilty.failure instanceof InternalError);
    assertEquals(1, guilty.polls);
    assertEquals(2, innocent.polls);
  }

  @Test
  void shouldForgiveTheFewFaultsThatAreToldAfterTheirGuestIsOff() {
    Probe guilty = added("guilty");
    Probe innocent = added("innocent");
    guilty.intact = false;
    innocent.action = DutyCycleTest::fault;
    for (int i = 0; i < 9; i++) {
      duty.cycle(i);
      assertNull(innocent.failure, "after " + i + " faults");
    }
    assertTrue(guilty.failure instanceof InternalError);
    duty.cycle(9);
    assertTrue(innocent.failure instanceof InternalError, "it faults on and on");
  }

  @Test
  void shouldNotSuspectAnyoneWhenMemoryIsGone() {
    Probe guilty = added("guilty");
    Probe changed = added("changed");
    guilty.intact = false;
    changed.neverLost = false;
    duty.surfaced(new InternalError("fault"));
    duty.cycle(0);
    assertTrue(guilty.failure instanceof InternalError);
    assertEquals(1, changed.polls);
  }

  @Test
  void shouldBlameTheOneThatThrewWhenAllMemoryIsIntact() {
    Probe a = added("a");
    Probe b = added("b");
    b.action = DutyCycleTest::fault;
    duty.cycle(0);
    duty.cycle(1);
    assertEquals(1, b.polls);
    assertEquals(2, a.polls);
    assertTrue(b.failure instanceof InternalError);
  }

  @Test
  void shouldFailThePollerWhenAFaultSurfacesInAMailboxRun() {
    Probe guilty = added("guilty");
    guilty.intact = false;
    duty.submit(DutyCycleTest::fault);
    duty.cycle(0);
    assertTrue(guilty.failure instanceof InternalError);
    assertEquals(0, duty.pollers());
    assertEquals(1, failedTasks.size());
  }

  @Test
  void shouldBlameTheOneWithoutMemoryWhenAFaultSurfacesOutsideTheCycle() {
    Probe innocent = added("innocent");
    Probe guilty = added("guilty");
    duty.cycle(0);
    guilty.intact = false;
    duty.surfaced(new InternalError("fault"));
    duty.cycle(1);
    assertTrue(guilty.failure instanceof InternalError);
    assertEquals(1, guilty.polls);
    assertEquals(2, innocent.polls);
  }

  @Test
  void shouldGoOnWhenAMailboxRunThrows() {
    boolean[] ran = {false};
    duty.submit(
        () -> {
          throw new IllegalStateException("defect");
        });
    duty.submit(() -> ran[0] = true);
    duty.cycle(0);
    assertTrue(ran[0]);
    assertEquals(1, duty.counters().failedTasks());
    assertEquals("defect", failedTasks.getFirst().getMessage());
  }

  @Test
  void shouldGoOnWhenAnOwnerCannotBeTold() {
    Probe a =
        new Probe("a") {
          @Override
          public void failed(Throwable cause) {
            throw new IllegalStateException("owner is gone");
          }
        };
    a.action =
        () -> {
          throw new IllegalStateException("defect");
        };
    duty.add(a);
    Probe b = added("b");
    duty.cycle(0);
    duty.cycle(1);
    assertEquals(2, b.polls);
    assertEquals(1, duty.pollers());
  }

  @Test
  void shouldNameTheSlowestPoller() {
    added("quick");
    Probe slow = added("slow");
    slow.action =
        () -> {
          // The quick one was polled just before: longer than that even if it had lost its CPU.
          long quick = duty.counters().longestPollNs();
          long end = System.nanoTime() + Math.max(2_000_000, 2 * quick);
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
        };
    duty.cycle(System.nanoTime());
    assertEquals("slow", duty.counters().longestPoller());
    assertTrue(duty.counters().longestPollNs() >= 2_000_000);
  }

  @Test
  void shouldTellWhereItsTimeGoes() {
    Probe idle = added("idle");
    Probe busy = added("busy");
    busy.work = 1;
    Runnable spin =
        () -> {
          long end = System.nanoTime() + 20_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
        };
    idle.action = spin;
    busy.action = spin;
    for (int i = 0; i < 640; i++) {
      duty.cycle(System.nanoTime());
    }
    List<PollTime> times = duty.counters().pollers();
    assertEquals(List.of("idle", "busy"), times.stream().map(PollTime::poller).toList());
    assertEquals(0, times.get(0).busyNs(), "polls that find nothing are not work");
    assertTrue(times.get(1).busyNs() >= 10 * 20_000, "busy " + times.get(1).busyNs());
    assertTrue(times.get(0).longestNs() >= 20_000);
    duty.remove(idle);
    duty.cycle(0);
    assertEquals(1, duty.counters().pollers().size());
    assertEquals("busy", duty.counters().pollers().getFirst().poller());
  }

  @Test
  void shouldRefuseTheSamePollerTwice() {
    Probe a = added("a");
    boolean refused = false;
    try {
      duty.add(a);
    } catch (IllegalStateException e) {
      refused = true;
    }
    assertTrue(refused);
    assertTrue(duty.remove(a));
    assertFalse(duty.remove(a));
  }

  @Test
  void shouldAllocateNothingInIdleAndBusyCycles() {
    added("a");
    added("b").work = 1;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    for (int i = 0; i < 20_000; i++) {
      duty.cycle(i);
    }
    // Asking may allocate, and so may a compilation that ends in between: the best of a few rounds.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < 100_000; i++) {
        duty.cycle(i);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    assertEquals(0, least);
  }
}
