package io.sluice.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A vhost-user front end is gone. Committed by its session's actor. */
@Name("sluice.FrontEndLost")
@Label("Front End Lost")
@Category("Sluice")
@Description("The front end of a vhost-user port went away or was disconnected")
@StackTrace(false)
public final class FrontEndLost extends Event {
  @Label("Port")
  public String port;

  @Label("Reason")
  public String reason;
}
