package io.sluice.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A bridge has a new generation of its tables. Committed by its actor; the duration is from the
 * tables' last change to when every lane can see the snapshot. When each lane takes it is not an
 * event: that is on the packet path.
 */
@Name("sluice.GenerationSwap")
@Label("Generation Swap")
@Category("Sluice")
@Description("A new generation of a bridge's tables was published to the lanes")
@StackTrace(false)
public final class GenerationSwap extends Event {
  @Label("Bridge")
  public String bridge;

  @Label("Generation")
  public long generation;

  @Label("Flows")
  public int flows;
}
