package io.sluice.lane;

import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;

/**
 * What a lane does, over and over: every poller once, then a few mailbox runs. The same under a
 * test's hand and on a {@link Lane}'s thread.
 *
 * <p>Owned by the thread that calls {@link #cycle}; only {@link #submit} and the counters may be
 * used by others. Whatever a poller or a task throws, the cycle goes on with the others: no one of
 * them can stop a lane.
 */
public final class DutyCycle {
  /** Mailbox runs in one cycle, at most: what polls wait for. */
  static final int MAX_TASKS = 8;

  // At the end: enough for every actor's last messages, bounded in case they never stop.
  private static final int FINISH_ROUNDS = 10_000;

  // Each poll of one cycle in so many is timed on its own, to know who is slow.
  private static final int SAMPLE_MASK = 63;

  // A fault can be told when its guest is off the lane already: then it is nobody's. So many after
  // one
  // that was somebody's; a fault that comes again and again is the polled one's after all.
  private static final int MAX_STRAGGLERS = 8;

  private final PollerList pollers = new PollerList();
  // Linked, not bounded: a mailbox is queued at most once, so its length is bounded by the number
  // of actors on the lane, and a run is never refused.
  private final Queue<Runnable> tasks = new ManyToOneConcurrentLinkedQueue<>();
  private final LaneCounters counters = new LaneCounters();
  private final Consumer<Throwable> onFailedTask;

  private boolean started;
  private long previousNs;
  private boolean previousBusy;
  private int cycle;
  private int polling;
  private int stragglers;

  /**
   * @param onFailedTask told what a mailbox run threw, for the log
   */
  public DutyCycle(Consumer<Throwable> onFailedTask) {
    this.onFailedTask = onFailedTask;
  }

  /** Queues a mailbox run; any thread. */
  public void submit(Runnable task) {
    tasks.add(task);
  }

  /** Puts a poller on the lane. Owning thread only. */
  public void add(Poller poller) {
    pollers.add(poller, counters);
    counters.pollers(pollers.times());
  }

  /** Takes a poller off; it is not polled again. Owning thread only. */
  public boolean remove(Poller poller) {
    boolean was = pollers.remove(poller);
    counters.pollers(pollers.times());
    return was;
  }

  public LaneCounters counters() {
    return counters;
  }

  /** Whether the next cycle must begin at once. Owning thread only. */
  boolean isUrgent() {
    return pollers.isUrgent();
  }

  int pollers() {
    return pollers.size();
  }

  boolean hasTasks() {
    return !tasks.isEmpty();
  }

  /** One cycle; never throws. Returns the work done. */
  public int cycle(long nowNs) {
    try {
      account(nowNs);
      int work = (cycle++ & SAMPLE_MASK) == 0 ? pollTimed(nowNs) : pollAll(nowNs);
      work += drain();
      pollers.compact();
      previousBusy = work > 0;
      return work;
    } catch (Throwable t) {
      surfaced(t);
      return 1;
    }
  }

  /** A memory fault came up outside any poll: it is a poller's all the same. Owning thread only. */
  void surfaced(Throwable fault) {
    blame(polling, fault);
    previousBusy = true;
  }

  /** Polls no more and runs what is still queued, in a bounded number of rounds. */
  void finish() {
    for (int i = 0; i < FINISH_ROUNDS && hasTasks(); i++) {
      drain();
    }
  }

  private void account(long nowNs) {
    if (started) {
      counters.cycle(previousBusy, nowNs - previousNs);
    }
    started = true;
    previousNs = nowNs;
  }

  private int pollAll(long nowNs) {
    int work = 0;
    for (int i = 0, n = pollers.end(); i < n; i++) {
      work += poll(i, nowNs);
    }
    return work;
  }

  private int pollTimed(long nowNs) {
    int work = 0;
    long before = System.nanoTime();
    for (int i = 0, n = pollers.end(); i < n; i++) {
      PollTime time = pollers.get(i) == null ? null : pollers.time(i);
      int done = poll(i, nowNs);
      work += done;
      long after = System.nanoTime();
      if (time != null) {
        time.add(done > 0, after - before);
        counters.poll(time.poller(), after - before);
      }
      before = after;
    }
    return work;
  }

  private int poll(int slot, long nowNs) {
    Poller poller = pollers.get(slot);
    if (poller == null) {
      return 0;
    }
    polling = slot;
    try {
      return poller.poll(nowNs);
    } catch (Throwable t) {
      blame(slot, t);
      return 1;
    }
  }

  private int drain() {
    int n = 0;
    while (n < MAX_TASKS) {
      Runnable task = tasks.poll();
      if (task == null) {
        break;
      }
      n++;
      try {
        task.run();
      } catch (Throwable t) {
        taskFailed(t);
      }
    }
    if (n > 0) {
      counters.tasks(n);
    }
    return n;
  }

  private void taskFailed(Throwable cause) {
    counters.taskFailed();
    if (cause instanceof InternalError) {
      counters.memoryFault();
      failThoseWithoutMemory(cause);
    }
    try {
      onFailedTask.accept(cause);
    } catch (Throwable t) {
      // Nobody is left to tell; it is counted.
      counters.taskFailed();
    }
  }

  /** Takes off the pollers whose fault {@code cause} is: {@code slot}'s unless memory was lost. */
  private void blame(int slot, Throwable cause) {
    if (cause instanceof InternalError) {
      counters.memoryFault();
      if (failThoseWithoutMemory(cause)) {
        return;
      }
      if (stragglers > 0) {
        stragglers--;
        return;
      }
    }
    if (slot < pollers.end() && pollers.get(slot) != null) {
      fail(pollers.get(slot), cause);
    }
  }

  /** Those whose memory is gone, or else those who may have lost it for a moment. */
  private boolean failThoseWithoutMemory(Throwable cause) {
    boolean found =
        failUnless(Poller::memoryIntact, cause) || failUnless(Poller::memoryNeverLost, cause);
    stragglers = found ? MAX_STRAGGLERS : stragglers;
    return found;
  }

  private boolean failUnless(Predicate<Poller> innocent, Throwable cause) {
    boolean found = false;
    for (int i = 0; i < pollers.end(); i++) {
      Poller poller = pollers.get(i);
      if (poller != null && !holds(innocent, poller)) {
        found = true;
        fail(poller, cause);
      }
    }
    return found;
  }

  private static boolean holds(Predicate<Poller> innocent, Poller poller) {
    try {
      return innocent.test(poller);
    } catch (Throwable t) {
      return false;
    }
  }

  private void fail(Poller poller, Throwable cause) {
    remove(poller);
    counters.pollerFailed();
    try {
      poller.failed(cause);
    } catch (Throwable t) {
      // Its owner cannot be told; it is off the lane, and counted.
      counters.taskFailed();
    }
  }
}
