package io.sluice.actors;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import akka.dispatch.ForkJoinExecutorConfigurator;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The dispatcher of the bridges: a thread that asks a bridge something and then waits may lend
 * itself, and runs the bridge's mailbox in between. That saves two changes of threads, which cost
 * more than most requests. Everyone else's messages are run by a pool.
 *
 * <p>Invariant: a mailbox is run by one thread at a time, whoever's it is; Akka sees to that.
 */
public final class Lending extends ExecutorServiceConfigurator {
  private static final String DISPATCHER = "sluice.bridges";
  private static final ThreadLocal<Boolean> LENT = ThreadLocal.withInitial(() -> false);

  private final ForkJoinExecutorConfigurator pool;

  /** Made by Akka, by name. */
  public Lending(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    pool = new ForkJoinExecutorConfigurator(config.getConfig("fork-join-executor"), prerequisites);
  }

  static String dispatcher() {
    return DISPATCHER;
  }

  /** To be put before Akka's own configuration. */
  static Config config() {
    return ConfigFactory.parseString(
        """
        %s {
          type = Dispatcher
          executor = "%s"
          throughput = 5
          shutdown-timeout = 50 ms
          fork-join-executor {
            parallelism-min = 2
            parallelism-factor = 1.0
            parallelism-max = 8
            task-peeking-mode = "FIFO"
          }
        }
        """
            .formatted(DISPATCHER, Lending.class.getName()));
  }

  /**
   * Sends a message to a bridge; where its mailbox is idle, this thread runs it before it returns.
   */
  static void lend(Runnable tell) {
    boolean interrupted = Thread.interrupted(); // not for the actor
    LENT.set(true);
    try {
      tell.run();
    } finally {
      LENT.set(false);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    ExecutorServiceFactory inner = pool.createExecutorServiceFactory(id, threads);
    return () -> new Executor(inner.createExecutorService());
  }

  private static final class Executor extends AbstractExecutorService {
    private final ExecutorService pool;

    Executor(ExecutorService pool) {
      this.pool = pool;
    }

    @Override
    public void execute(Runnable mailbox) {
      if (!LENT.get() || pool.isShutdown()) {
        pool.execute(mailbox);
        return;
      }
      LENT.set(false); // what the mailbox itself has run is for the pool
      mailbox.run();
    }

    @Override
    public void shutdown() {
      pool.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
      return pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
      return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return pool.awaitTermination(timeout, unit);
    }
  }
}
