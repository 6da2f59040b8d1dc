package io.sluice.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * A lane took long for one cycle. Committed by the LaneManager, which measures every 500 ms, when
 * the cycle has ended.
 */
@Name("sluice.LaneStall")
@Label("Lane Stall")
@Category("Sluice")
@Description("A cycle of a lane that took long; no queue of that lane was polled meanwhile")
@StackTrace(false)
public final class LaneStall extends Event {
  @Label("Lane")
  public int lane;

  @Label("CPU")
  @Description("What the lane's thread is pinned to")
  public String cpu;

  @Label("Cycle Time")
  @Timespan(Timespan.NANOSECONDS)
  public long cycleTime;

  @Label("Cause")
  @Description(
      "What the kernel's scheduler says of the thread meanwhile; where the cycle ended before the"
          + " LaneManager saw it, of the time between its last two measurements")
  public String cause;
}
