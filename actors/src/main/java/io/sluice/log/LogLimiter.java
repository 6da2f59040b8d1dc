package io.sluice.log;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds how often one cause is logged: {@link #AT_ONCE} lines at once, then one in {@link
 * #EVERY_NS}, which says how many were left out. What guests, controllers and the wire can cause as
 * often as they like fills no disk, and yet the last line of a burst is always said, if late.
 *
 * <p>Any thread; guarded by its monitor, which nobody holds while a line is written. Causes are
 * bounded too: those beyond {@link #MAX_CAUSES} share one.
 */
public final class LogLimiter {
  /** Lines of one cause that may follow each other. */
  public static final int AT_ONCE = 5;

  /** Nanoseconds after which one line more is let through. */
  public static final long EVERY_NS = 10_000_000_000L;

  static final int MAX_CAUSES = 1024;

  private static final String OTHERS = "causes beyond the limit";

  /** Writes a line. */
  public interface Line {
    /**
     * @param suppressed lines of the same cause left out before this one
     */
    void write(long suppressed);
  }

  /** Runs something once, after so many nanoseconds, on any thread. */
  interface Later {
    void run(Runnable what, long delayNs);
  }

  private static final class Cause {
    /** What the cause may spend, in nanoseconds; a line costs {@link #EVERY_NS}. */
    private long credit = AT_ONCE * EVERY_NS;

    private long seenNs;
    private long suppressed;
    private Line last;
    private boolean due;

    /** Whether it has been silent for so long that it can be forgotten. */
    private boolean rested(long nowNs) {
      return suppressed == 0 && credit + (nowNs - seenNs) >= AT_ONCE * EVERY_NS;
    }

    private void earn(long nowNs) {
      credit = Math.min(AT_ONCE * EVERY_NS, credit + Math.max(0, nowNs - seenNs));
      seenNs = nowNs;
    }
  }

  private final LongSupplier clock;
  private final Later later;
  private final Map<String, Cause> causes = new HashMap<>();

  /** Of this process's clock. */
  public LogLimiter() {
    this(System::nanoTime, LogLimiter::afterwards);
  }

  LogLimiter(LongSupplier clock, Later later) {
    this.clock = clock;
    this.later = later;
  }

  private static void afterwards(Runnable what, long delayNs) {
    Executor executor = CompletableFuture.delayedExecutor(delayNs, TimeUnit.NANOSECONDS);
    executor.execute(what);
  }

  /** Writes the line now, later as the last of a burst, or not at all. */
  public void offer(String cause, Line line) {
    long suppressed;
    synchronized (this) {
      long now = clock.getAsLong();
      Cause of = find(cause, now);
      of.earn(now);
      if (of.credit < EVERY_NS) {
        of.suppressed++;
        of.last = line;
        if (!of.due) {
          of.due = true;
          later.run(() -> flush(of), EVERY_NS - of.credit);
        }
        return;
      }
      of.credit -= EVERY_NS;
      suppressed = of.suppressed;
      of.suppressed = 0;
      of.last = null;
    }
    line.write(suppressed);
  }

  private void flush(Cause of) {
    Line line;
    long suppressed;
    synchronized (this) {
      of.due = false;
      line = of.last;
      if (line == null) {
        return; // a later line has said it
      }
      of.earn(clock.getAsLong());
      // It may be a moment early: then the next one is so much later.
      of.credit -= EVERY_NS;
      suppressed = of.suppressed - 1;
      of.suppressed = 0;
      of.last = null;
    }
    line.write(suppressed);
  }

  private Cause find(String cause, long now) {
    Cause known = causes.get(cause);
    if (known != null) {
      return known;
    }
    if (causes.size() >= MAX_CAUSES) {
      causes.values().removeIf(c -> c.rested(now));
    }
    Cause made = new Cause();
    made.seenNs = now;
    if (causes.size() >= MAX_CAUSES) {
      Cause others = causes.putIfAbsent(OTHERS, made);
      return others == null ? made : others;
    }
    causes.put(cause, made);
    return made;
  }

  synchronized int causes() {
    return causes.size();
  }
}
