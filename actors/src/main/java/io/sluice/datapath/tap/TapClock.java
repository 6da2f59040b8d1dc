package io.sluice.datapath.tap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the lane's clock is on the wall. A control thread sets it again and again, as the wall's
 * clock may be corrected; lanes read.
 */
public final class TapClock {
  private static final VarHandle OFFSET = handle();

  private long offsetNs;

  /**
   * From now on {@code System.nanoTime() + offsetNs} is the time.
   *
   * @param offsetNs nanoseconds since 1970 when the lane's clock is 0
   */
  public void set(long offsetNs) {
    OFFSET.setOpaque(this, offsetNs);
  }

  /** Nanoseconds since 1970. */
  long now() {
    return System.nanoTime() + (long) OFFSET.getOpaque(this);
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(TapClock.class, "offsetNs", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
