package io.sluice.ring.virtqueue;

import io.sluice.ring.os.Clocks;
import io.sluice.ring.os.EventSignal;

/**
 * Signals a ring's call, and says when that takes more of the lane than a front end may have.
 * Waking costs time for each waiter of the eventfd, and a front end can have many thousands. Owned
 * by the ring's lane; kept while the ring stops and starts, so that a new call is no new start.
 *
 * <p>The clock tells a slow signal. Whether the lane was merely off its CPU is not known then, so
 * that one costs nothing; from then on the thread's CPU time is read around each signal. A ring is
 * too slow when, while they take a tenth of the time and more, there are {@value #STRIKES} slow
 * ones more than quick ones, when {@value #LONG_IN_A_ROW} of milliseconds follow each other, or
 * when they have taken seconds beyond that tenth.
 *
 * <p>Not at fewer, however long they take: where the host takes a virtual CPU away, that is this
 * thread's CPU time too, and it likes to do so in a signal, which tells another CPU to wake.
 * Waiters make every signal slow; the host, even a crowded one, some of many. Who makes them slow
 * and quick in turn has the seconds.
 */
final class CallCost {
  /** A signal takes 1 to 6 us; this are some 800 waiters. */
  static final long SLOW_NS = 50_000;

  static final int STRIKES = 64;

  /** Some 80,000 waiters. */
  private static final long LONG_NS = 5_000_000;

  static final int LONG_IN_A_ROW = 4;

  /** What may be taken beyond the share in all. */
  private static final long MOST_DEBT_NS = 3_000_000_000L;

  /** One part in so many of the time is forgiven. */
  private static final int SHARE = 10;

  private boolean watched;
  private long debtNs;
  private long debtAtNs;
  private int strikes;
  private int longInARow;

  /** Signals; false: this front end takes too much of the lane for it. */
  boolean signal(EventSignal call) {
    if (watched) {
      long before = Clocks.threadCpuNs();
      call.signal();
      return bear(Clocks.threadCpuNs() - before, System.nanoTime());
    }
    long before = System.nanoTime();
    call.signal();
    long after = System.nanoTime();
    watched = after - before > SLOW_NS;
    debtAtNs = after;
    return true;
  }

  /** Whether a signal that took so much CPU time is still to be borne. */
  boolean bear(long tookNs, long nowNs) {
    debtNs -= (nowNs - debtAtNs) / SHARE;
    debtAtNs = nowNs;
    if (debtNs <= 0) {
      debtNs = 0;
      strikes = 0;
      longInARow = 0;
    }
    if (tookNs > SLOW_NS) {
      debtNs += tookNs;
      strikes++;
    } else if (strikes > 0) {
      strikes--;
    }
    longInARow = tookNs > LONG_NS ? longInARow + 1 : 0;
    return strikes < STRIKES && longInARow < LONG_IN_A_ROW && debtNs < MOST_DEBT_NS;
  }
}
