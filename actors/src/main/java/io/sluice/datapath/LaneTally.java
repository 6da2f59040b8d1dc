package io.sluice.datapath;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What has to be known besides the queues' counters so that packets in and out can be compared. The
 * lane writes, any thread reads.
 */
final class LaneTally {
  private static final VarHandle COPIES = handle("copies");
  private static final VarHandle TOLD = handle("told");
  private static final VarHandle HANDED_IN = handle("handedIn");
  private long copies;
  private long told;
  private long handedIn;

  /** A packet had so many ends more than one. */
  void copies(int more) {
    COPIES.setOpaque(this, copies + more);
  }

  /** Controllers are told of a packet. */
  void told() {
    TOLD.setOpaque(this, told + 1);
  }

  /** A controller handed a packet in. */
  void handedIn() {
    HANDED_IN.setOpaque(this, handedIn + 1);
  }

  long toldCount() {
    return (long) TOLD.getOpaque(this);
  }

  long handedInCount() {
    return (long) HANDED_IN.getOpaque(this);
  }

  long copies() {
    return (long) COPIES.getOpaque(this);
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(LaneTally.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
