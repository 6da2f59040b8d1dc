package io.sluice.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.os.Sched;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lane's thread. */
class LaneTest {
  /** For what must come, on however busy a machine. */
  private static final long LIMIT_S = 60;

  private Lane lane;

  @AfterEach
  void end() throws InterruptedException {
    if (lane != null) {
      lane.shutdown();
      assertTrue(lane.awaitTermination(LIMIT_S, TimeUnit.SECONDS), "the lane's thread did not end");
    }
  }

  private Lane start(OptionalInt cpu, IdleMode idle) {
    lane = new Lane(new LaneSpec(0, cpu, idle), Thread::new);
    return lane;
  }

  private record Counting(AtomicInteger polls, boolean isUrgent) implements Poller {
    Counting(AtomicInteger polls) {
      this(polls, true);
    }

    @Override
    public int poll(long nowNs) {
      polls.setOpaque(polls.getOpaque() + 1);
      return 0;
    }

    @Override
    public String name() {
      return "counting";
    }
  }

  /** How often a lane cycles in some time that it rests in, at most: it sleeps 20 us and more. */
  private static long restfulCycles(long ns) {
    return ns / 10_000 + 1_000;
  }

  @Test
  void shouldRestWithoutAnUrgentPollerAndSpinWithOne() throws Exception {
    start(OptionalInt.empty(), IdleMode.SPIN);
    AtomicInteger polls = new AtomicInteger();
    long begin = System.nanoTime();
    lane.submit(() -> lane.add(new Counting(polls, false))).get(LIMIT_S, TimeUnit.SECONDS);
    Thread.sleep(200);
    long cycles = polls.getOpaque();
    assertTrue(cycles > 0);
    long ns = System.nanoTime() - begin;
    assertTrue(cycles < restfulCycles(ns), cycles + " cycles in " + ns + " ns");
    Counting urgent = new Counting(new AtomicInteger());
    lane.submit(() -> lane.add(urgent)).get(LIMIT_S, TimeUnit.SECONDS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
    do {
      assertTrue(System.nanoTime() < deadline, "does not spin");
      cycles = -urgent.polls.getOpaque();
      begin = System.nanoTime();
      Thread.sleep(50);
      cycles += urgent.polls.getOpaque();
    } while (cycles < restfulCycles(System.nanoTime() - begin));
    lane.submit(() -> lane.remove(urgent)).get(LIMIT_S, TimeUnit.SECONDS);
    begin = System.nanoTime();
    cycles = -polls.getOpaque();
    Thread.sleep(200);
    cycles += polls.getOpaque();
    ns = System.nanoTime() - begin;
    assertTrue(cycles < restfulCycles(ns), cycles + " cycles in " + ns + " ns");
  }

  @Test
  void shouldKeepPollingWhileMailboxesOverflow() throws Exception {
    start(OptionalInt.empty(), IdleMode.BACKOFF);
    AtomicInteger polls = new AtomicInteger();
    lane.submit(() -> lane.add(new Counting(polls))).get(LIMIT_S, TimeUnit.SECONDS);
    int tasks = 100_000;
    CountDownLatch ran = new CountDownLatch(tasks);
    int before = polls.getOpaque();
    for (int i = 0; i < tasks; i++) {
      lane.execute(ran::countDown);
    }
    assertTrue(ran.await(LIMIT_S, TimeUnit.SECONDS));
    assertTrue(
        polls.getOpaque() - before >= tasks / DutyCycle.MAX_TASKS, "polls: " + polls.getOpaque());
  }

  /** Does to the lane what a defect could. */
  private record Breaking(String name, Runnable defect) implements Poller {
    @Override
    public int poll(long nowNs) {
      defect.run();
      return 1;
    }

    @Override
    public void failed(Throwable cause) {
      defect.run();
    }
  }

  private static void overflow() {
    overflow();
  }

  @Test
  void shouldSurviveWhateverAPollerThrows() throws Exception {
    start(OptionalInt.empty(), IdleMode.BACKOFF);
    AtomicInteger polls = new AtomicInteger();
    lane.submit(() -> lane.add(new Counting(polls))).get(LIMIT_S, TimeUnit.SECONDS);
    List<Runnable> defects =
        List.of(
            LaneTest::overflow,
            () -> {
              throw new OutOfMemoryError("as if");
            },
            () -> {
              throw new InternalError("a fault in memory that nobody confesses to");
            },
            () -> {
              throw new AssertionError("a defect");
            });
    for (Runnable defect : defects) {
      lane.submit(() -> lane.add(new Breaking("breaking", defect))).get(LIMIT_S, TimeUnit.SECONDS);
    }
    lane.submit(() -> {}).get(LIMIT_S, TimeUnit.SECONDS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
    while (lane.counters().failedPollers() < defects.size()) {
      assertTrue(System.nanoTime() < deadline, "failed: " + lane.counters().failedPollers());
    }
    int before = polls.getOpaque();
    while (polls.getOpaque() < before + 10) {
      assertTrue(System.nanoTime() < deadline, "the lane polls no more");
    }
  }

  @Test
  void shouldRunWhatSeveralThreadsSubmitExactlyOnce() throws Exception {
    start(OptionalInt.empty(), IdleMode.BACKOFF);
    int each = 20_000;
    int[] ran = new int[1];
    Thread[] producers = new Thread[3];
    for (int t = 0; t < producers.length; t++) {
      producers[t] =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  lane.execute(() -> ran[0]++);
                }
              });
      producers[t].start();
    }
    for (Thread producer : producers) {
      producer.join();
    }
    assertEquals(
        each * producers.length,
        lane.submit(() -> ran[0]).get(LIMIT_S, TimeUnit.SECONDS).intValue());
  }

  @Test
  void shouldFindTheLaneFromCodeOnIt() throws Exception {
    start(OptionalInt.empty(), IdleMode.BACKOFF);
    assertSame(lane, lane.submit(Lane::current).get(LIMIT_S, TimeUnit.SECONDS));
    assertThrows(IllegalStateException.class, Lane::current);
    assertThrows(IllegalStateException.class, () -> lane.add(new Counting(new AtomicInteger())));
  }

  @Test
  void shouldRunWhatWasSubmittedBeforeTheEndAndRefuseTheRest() throws Exception {
    start(OptionalInt.empty(), IdleMode.SPIN);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    lane.execute(
        () -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    for (int i = 0; i < 1000; i++) {
      lane.execute(ran::incrementAndGet);
    }
    lane.shutdown();
    go.countDown();
    assertTrue(lane.awaitTermination(LIMIT_S, TimeUnit.SECONDS));
    assertEquals(1000, ran.get());
    assertThrows(RejectedExecutionException.class, () -> lane.execute(() -> {}));
  }

  @Test
  void shouldPinItsThread() throws Exception {
    BitSet allowed = Sched.getAffinity();
    int cpu = allowed.length() - 1;
    start(OptionalInt.of(cpu), IdleMode.BACKOFF);
    BitSet mask = lane.submit(Sched::getAffinity).get(LIMIT_S, TimeUnit.SECONDS);
    assumeTrue(lane.cpu().isPresent(), () -> "affinity is not permitted here: " + lane.pinning());
    BitSet expected = new BitSet();
    expected.set(cpu);
    assertEquals(expected, mask);
    assertEquals(OptionalInt.of(cpu), lane.cpu());
    assertEquals(allowed, Sched.getAffinity(), "only the lane's thread is pinned");
  }

  @Test
  void shouldRunUnpinnedAndSayWhyWhenTheCpuDoesNotExist() throws Exception {
    start(OptionalInt.of(8000), IdleMode.BACKOFF);
    lane.submit(() -> {}).get(LIMIT_S, TimeUnit.SECONDS);
    assertTrue(lane.cpu().isEmpty());
    assertTrue(lane.pinning().contains("EINVAL"), lane.pinning());
  }

  @Test
  void shouldAccountForAllOfItsTime() throws Exception {
    long start = System.nanoTime();
    start(OptionalInt.empty(), IdleMode.BACKOFF);
    LaneCounters c = lane.counters();
    while (c.busyNs() + c.idleNs() < 20_000_000) {
      Thread.onSpinWait();
    }
    long total = c.busyNs() + c.idleNs();
    assertTrue(total <= System.nanoTime() - start, "more time than has passed");
    assertTrue(c.idleNs() > 0);
    assertFalse(lane.isTerminated());
  }

  @Test
  void shouldLeaveTheFirstCpuWhenLanesAreAutomatic() {
    BitSet cpus = new BitSet();
    cpus.set(2);
    cpus.set(4);
    cpus.set(5);
    assertEquals(
        List.of(
            new LaneSpec(0, OptionalInt.of(4), IdleMode.SPIN),
            new LaneSpec(1, OptionalInt.of(5), IdleMode.SPIN)),
        Lanes.auto(cpus, IdleMode.SPIN));
    cpus.clear(4, 6);
    assertEquals(
        List.of(new LaneSpec(0, OptionalInt.empty(), IdleMode.SPIN)),
        Lanes.auto(cpus, IdleMode.SPIN));
  }
}
