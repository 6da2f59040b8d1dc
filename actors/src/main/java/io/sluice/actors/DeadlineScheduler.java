package io.sluice.actors;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.actor.Scheduler;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.io.Closeable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Akka's timers on a thread that sleeps until one is due. Akka's own wakes at every tick, and ticks
 * short enough for a front end that is to be back within 50 ms are 200 a second: that was 2 % of a
 * CPU that guests could have, and a guest's thread thrown off its CPU each time.
 *
 * <p>Named in the actor system's configuration. Any thread; what is due runs on the executor that
 * it came with.
 */
public final class DeadlineScheduler extends AbstractScheduler implements Closeable {
  /** Timers a second that one caller may have; of the order of what threads can be woken. */
  private static final double MAX_FREQUENCY = 1000;

  private final ScheduledThreadPoolExecutor timers;

  /** To be done when the system ends before they are due: who waits for them learns it. */
  private final Set<Timer> onClose = ConcurrentHashMap.newKeySet();

  /** As Akka makes it. */
  public DeadlineScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    timers = new ScheduledThreadPoolExecutor(1, threads);
    timers.setRemoveOnCancelPolicy(true);
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private final class Timer implements Cancellable, Runnable {
    private final Runnable task;
    private final ExecutionContext executor;
    private final boolean once;

    /** It has run, where that is once, or never will: whoever sets it decides which. */
    private final AtomicBoolean settled = new AtomicBoolean();

    private volatile boolean cancelled;
    private volatile ScheduledFuture<?> future;

    Timer(Runnable task, ExecutionContext executor, boolean once) {
      this.task = task;
      this.executor = executor;
      this.once = once;
    }

    private boolean settle() {
      onClose.remove(this);
      return settled.compareAndSet(false, true);
    }

    @Override
    public void run() {
      if (once && !settle()) {
        return;
      }
      try {
        executor.execute(task);
      } catch (RejectedExecutionException e) {
        // The system ends.
      }
    }

    @Override
    public boolean cancel() {
      boolean mine = settle();
      if (mine) {
        cancelled = true;
        future.cancel(false);
      }
      return mine;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }

  @Override
  public Cancellable scheduleOnce(
      FiniteDuration delay, Runnable runnable, ExecutionContext executor) {
    Timer timer = new Timer(runnable, executor, true);
    if (runnable instanceof Scheduler.TaskRunOnClose) {
      onClose.add(timer);
    }
    return started(timer, () -> timers.schedule(timer, delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Deprecated for callers; what they call instead is made of it. */
  @Override
  @SuppressWarnings("deprecation")
  public Cancellable schedule(
      FiniteDuration initialDelay,
      FiniteDuration interval,
      Runnable runnable,
      ExecutionContext executor) {
    Timer timer = new Timer(runnable, executor, false);
    return started(
        timer,
        () ->
            timers.scheduleAtFixedRate(
                timer, initialDelay.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Throws what callers of Akka's own expect. */
  private Timer started(Timer timer, Supplier<ScheduledFuture<?>> start) {
    try {
      timer.future = start.get();
      return timer;
    } catch (RejectedExecutionException e) {
      onClose.remove(timer);
      throw new IllegalStateException("the actor system has ended", e);
    }
  }

  @Override
  public double maxFrequency() {
    return MAX_FREQUENCY;
  }

  @Override
  public void close() {
    timers.shutdownNow();
    for (Timer timer : List.copyOf(onClose)) {
      if (timer.settle()) {
        timer.task.run();
      }
    }
  }
}
