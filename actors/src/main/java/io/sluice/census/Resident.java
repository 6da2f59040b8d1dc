package io.sluice.census;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntSupplier;

/**
 * An actor's entry. Its counters are written by the actor, one thread at a time, with opaque
 * stores; any thread reads.
 */
public final class Resident {
  private static final VarHandle MESSAGES = handle("messages");
  private static final VarHandle BUSY_NS = handle("busyNs");

  private final Place place;
  private final long sinceNs = System.nanoTime();
  private final int restarts;
  private long messages;
  private long busyNs;
  private volatile int failures;
  private volatile String lastFailure = "";
  private volatile boolean failed;
  private volatile IntSupplier depth = () -> 0;
  private volatile Details details;
  private volatile double busyShare;

  // Of the last measurement; whoever measures.
  private long measuredBusyNs;
  private long measuredAtNs = sinceNs;

  /**
   * @param before who was there, if it was: what it failed of is remembered
   */
  Resident(Place place, Resident before) {
    this.place = place;
    if (before == null) {
      restarts = 0;
    } else {
      restarts = before.restarts + (before.failed ? 1 : 0);
      failures = before.failures;
      lastFailure = before.lastFailure;
    }
  }

  /** How its mailbox's length and its kind's own state are read, on any thread. */
  public void reading(IntSupplier mailboxDepth, Details ofItsKind) {
    depth = mailboxDepth;
    details = ofItsKind;
  }

  /** It handled a message. The actor only. */
  public void handled(long ns) {
    MESSAGES.setOpaque(this, messages + 1);
    BUSY_NS.setOpaque(this, busyNs + ns);
  }

  /**
   * Handling a message failed. The actor only.
   *
   * @param why for people
   */
  public void failed(String why) {
    lastFailure = why;
    failures = failures + 1;
    failed = true;
  }

  /** It goes on as if nothing had happened. The actor only. */
  public void goesOn() {
    failed = false;
  }

  Place place() {
    return place;
  }

  boolean hasFailed() {
    return failed;
  }

  Details details() {
    return details;
  }

  /**
   * One thread at a time.
   *
   * @param polls share of the time that the polls of its rings took
   */
  void measure(long nowNs, double polls) {
    long busy = (long) BUSY_NS.getOpaque(this);
    long passed = nowNs - measuredAtNs;
    if (passed > 0) {
      busyShare = Math.min(1, polls + (double) (busy - measuredBusyNs) / passed);
      measuredBusyNs = busy;
      measuredAtNs = nowNs;
    }
  }

  ActorView view(String parent, long polls, long nowNs) {
    return new ActorView(
        place.path(),
        parent,
        place.kind(),
        place.lane(),
        failed ? "failed" : "running",
        failed ? 0 : depth.getAsInt(),
        (long) MESSAGES.getOpaque(this),
        polls,
        failed ? 0 : percent(busyShare),
        restarts,
        failures,
        lastFailure,
        Math.round((nowNs - sinceNs) / 1e6) / 1e3);
  }

  private static double percent(double share) {
    return Math.round(share * 10_000) / 100.0;
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Resident.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
