package io.sluice.lane;

import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Sched;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/**
 * One thread, pinned to one CPU, that polls rings and runs the mailboxes of the actors on it: as an
 * {@link java.util.concurrent.ExecutorService} it is what an Akka dispatcher runs on.
 *
 * <p>Any thread may submit and read the counters. {@link #add} and {@link #remove} are for code
 * that runs on the lane, which finds it with {@link #current}: an actor on the lane, or a poller.
 */
public final class Lane extends AbstractExecutorService {
  private static final ThreadLocal<Lane> CURRENT = new ThreadLocal<>();

  private final LaneSpec spec;
  private final DutyCycle duty;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean ending;
  private volatile String pinning = "not pinned";
  private volatile boolean pinned;
  private volatile int threadId;

  /** Makes the lane and starts its thread. */
  public Lane(LaneSpec spec, ThreadFactory threads) {
    this.spec = spec;
    duty = new DutyCycle(this::report);
    thread = threads.newThread(this::run);
    thread.setName("sluice-lane-" + spec.index());
    thread.start();
  }

  /** The lane whose thread runs this code. */
  public static Lane current() {
    Lane lane = CURRENT.get();
    if (lane == null) {
      throw new IllegalStateException(Thread.currentThread().getName() + " is not a lane's thread");
    }
    return lane;
  }

  public int index() {
    return spec.index();
  }

  /** The CPU the lane is pinned to; empty when it is not, see {@link #pinning}. */
  public OptionalInt cpu() {
    return pinned ? spec.cpu() : OptionalInt.empty();
  }

  /** One line for people: pinned to what, or why not. */
  public String pinning() {
    return pinning;
  }

  /** The kernel's id of its thread; 0 before that runs. */
  public int threadId() {
    return threadId;
  }

  public LaneCounters counters() {
    return duty.counters();
  }

  /** Polls it from the next cycle on. On the lane only. */
  public void add(Poller poller) {
    checkOnLane();
    duty.add(poller);
  }

  /** Polls it no more. On the lane only. */
  public boolean remove(Poller poller) {
    checkOnLane();
    return duty.remove(poller);
  }

  @Override
  public void execute(Runnable task) {
    if (ending) {
      throw new RejectedExecutionException(thread.getName() + " has been shut down");
    }
    duty.submit(task);
  }

  /** Ends the lane: its pollers are polled no more, tasks already submitted still run. */
  @Override
  public void shutdown() {
    ending = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return new ArrayList<>();
  }

  @Override
  public boolean isShutdown() {
    return ending;
  }

  @Override
  public boolean isTerminated() {
    return ended.getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return ended.await(timeout, unit);
  }

  @Override
  public String toString() {
    return "lane " + spec.index() + " (" + pinning + ")";
  }

  private void run() {
    CURRENT.set(this);
    threadId = Sched.gettid();
    pin();
    try {
      while (!ending) {
        turnAndSurvive();
      }
      duty.finish();
    } finally {
      CURRENT.remove();
      ended.countDown();
    }
  }

  /** Whatever is thrown, the lane goes on: its other pollers' ports must not pay for it. */
  private void turnAndSurvive() {
    try {
      turn();
    } catch (Throwable t) {
      try {
        duty.surfaced(t);
      } catch (Throwable again) {
        // The stack or the heap is at its end: there is room again one frame further out.
        duty.counters().taskFailed();
      }
    }
  }

  /**
   * Cycles until the end. Once compiled, all of a cycle is inlined here and a memory fault surfaces
   * at this loop's end, so the loop as a whole must be inside its caller's try.
   */
  private void turn() {
    IdleStrategy idle = spec.idle().strategy();
    // Nobody sends packets to a lane without rings: the CPU is of more use to who starts the
    // guests.
    IdleStrategy rest = IdleMode.BACKOFF.strategy();
    while (!ending) {
      int work = duty.cycle(System.nanoTime());
      if (duty.isUrgent()) {
        idle.idle(work);
      } else {
        rest.idle(work);
      }
    }
  }

  private void pin() {
    if (spec.cpu().isEmpty()) {
      return;
    }
    int cpu = spec.cpu().getAsInt();
    try {
      BitSet mask = new BitSet();
      mask.set(cpu);
      Sched.setAffinity(mask);
      pinned = true;
      pinning = "cpu " + cpu;
    } catch (OsException | IllegalArgumentException e) {
      pinning = "not pinned: " + e.getMessage();
    }
  }

  /** Hands what a mailbox run threw to the log, but never so that Akka ends the JVM for it. */
  private void report(Throwable cause) {
    Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
    if (handler != null) {
      Throwable shown =
          cause instanceof Exception
              ? cause
              : new IllegalStateException("a mailbox run on " + thread.getName() + " threw", cause);
      handler.uncaughtException(thread, shown);
    }
  }

  private void checkOnLane() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          Thread.currentThread().getName() + " is not the thread of " + this);
    }
  }
}
