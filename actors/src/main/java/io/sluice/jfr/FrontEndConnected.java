package io.sluice.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A vhost-user front end is there, or there again. Committed by its session's actor. */
@Name("sluice.FrontEndConnected")
@Label("Front End Connected")
@Category("Sluice")
@Description("The front end of a vhost-user port connected")
@StackTrace(false)
public final class FrontEndConnected extends Event {
  @Label("Port")
  public String port;

  @Label("Connection")
  @Description("1 for the first since the port's device was started; more: a re-connect")
  public int connection;

  @Label("Away")
  @Description("Since the one before was lost; 0 for the first")
  @Timespan(Timespan.NANOSECONDS)
  public long away;
}
