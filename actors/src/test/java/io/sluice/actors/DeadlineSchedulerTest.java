package io.sluice.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.Cancellable;
import akka.actor.Scheduler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.concurrent.ExecutionContext;

class DeadlineSchedulerTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final ExecutionContext HERE = ExecutionContext.fromExecutor(Runnable::run);

  private final DeadlineScheduler scheduler = new DeadlineScheduler(null, null, Thread::new);

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void shouldRunWhatIsDueAndNotWhatWasCancelled() throws Exception {
    AtomicInteger cancelled = new AtomicInteger();
    Cancellable first =
        scheduler.scheduleOnce(SOON.plusMillis(20), cancelled::incrementAndGet, HERE);
    assertTrue(first.cancel());
    assertTrue(first.isCancelled());
    assertFalse(first.cancel());
    long from = System.nanoTime();
    CountDownLatch done = new CountDownLatch(1);
    Cancellable second = scheduler.scheduleOnce(Duration.ofMillis(40), done::countDown, HERE);
    assertTrue(done.await(60, TimeUnit.SECONDS));
    assertTrue(System.nanoTime() - from >= Duration.ofMillis(40).toNanos());
    assertEquals(0, cancelled.get());
    assertFalse(second.cancel());
    assertFalse(second.isCancelled());
  }

  @Test
  void shouldRepeatUntilCancelled() throws Exception {
    CountDownLatch rounds = new CountDownLatch(5);
    CountDownLatch delayed = new CountDownLatch(5);
    Cancellable rate = scheduler.scheduleAtFixedRate(SOON, SOON, rounds::countDown, HERE);
    Cancellable delay = scheduler.scheduleWithFixedDelay(SOON, SOON, delayed::countDown, HERE);
    assertTrue(rounds.await(60, TimeUnit.SECONDS));
    assertTrue(delayed.await(60, TimeUnit.SECONDS));
    assertTrue(rate.cancel());
    assertTrue(delay.cancel());
  }

  /** Akka has such for whoever would wait for an answer that cannot come any more. */
  @Test
  void shouldRunAtItsEndWhatMustNotBeLost() {
    AtomicInteger must = new AtomicInteger();
    AtomicInteger other = new AtomicInteger();
    Scheduler.TaskRunOnClose atEnd = must::incrementAndGet;
    Scheduler.TaskRunOnClose given = must::incrementAndGet;
    scheduler.scheduleOnce(NEVER, atEnd, HERE);
    scheduler.scheduleOnce(NEVER, given, HERE).cancel();
    scheduler.scheduleOnce(NEVER, other::incrementAndGet, HERE);
    scheduler.close();
    assertEquals(1, must.get());
    assertEquals(0, other.get());
    assertThrows(
        IllegalStateException.class,
        () -> scheduler.scheduleOnce(SOON, other::incrementAndGet, HERE));
    assertThrows(
        IllegalStateException.class,
        () -> scheduler.scheduleAtFixedRate(SOON, SOON, other::incrementAndGet, HERE));
  }
}
