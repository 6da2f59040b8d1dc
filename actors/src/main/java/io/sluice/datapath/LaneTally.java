package io.sluice.datapath;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What has to be known besides the queues' counters so that packets in and out can be compared. The
 * lane writes, any thread reads.
 */
final class LaneTally {
  private static final VarHandle COPIES = handle();
  private long copies;

  /** A packet had so many ends more than one. */
  void copies(int more) {
    COPIES.setOpaque(this, copies + more);
  }

  long copies() {
    return (long) COPIES.getOpaque(this);
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(LaneTally.class, "copies", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
