package io.sluice.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs events: a name such as {@code port-failed}, which stays as it is, and pairs of a key and a
 * value. The first pair says whom it is about: event and first value together are the cause, which
 * is logged at a bounded rate ({@link LogLimiter}), so the first value is one of few (a port, a
 * bridge, a peer's host; not a number that grows). Values may hold anything, also what a guest or a
 * peer wrote; whoever writes the line escapes them.
 *
 * <p>Any thread but a lane's.
 */
public final class EventLog {
  /** Marks what is an event, for whoever writes the line. */
  public static final Marker EVENT = MarkerFactory.getMarker("event");

  /** Key of how many lines of the same cause were left out. */
  public static final String SUPPRESSED = "suppressed";

  private static final LogLimiter LIMITER = new LogLimiter();

  private final Logger logger;
  private final LogLimiter limiter;

  /** The events of a class. */
  public static EventLog of(Class<?> source) {
    return new EventLog(LoggerFactory.getLogger(source), LIMITER);
  }

  EventLog(Logger logger, LogLimiter limiter) {
    this.logger = logger;
    this.limiter = limiter;
  }

  public void debug(String event, Object... pairs) {
    log(Level.DEBUG, null, event, pairs);
  }

  public void info(String event, Object... pairs) {
    log(Level.INFO, null, event, pairs);
  }

  public void warn(String event, Object... pairs) {
    log(Level.WARN, null, event, pairs);
  }

  public void error(String event, Object... pairs) {
    log(Level.ERROR, null, event, pairs);
  }

  /** Something of ours went wrong that nobody expected: said with where it was. */
  public void defect(Throwable defect, String event, Object... pairs) {
    log(Level.ERROR, defect, event, pairs);
  }

  private void log(Level level, Throwable defect, String event, Object... pairs) {
    if (!logger.isEnabledForLevel(level)) {
      return;
    }
    String cause = pairs.length < 2 ? event : event + ' ' + pairs[1];
    limiter.offer(cause, suppressed -> write(level, defect, event, pairs, suppressed));
  }

  private void write(Level level, Throwable defect, String event, Object[] pairs, long suppressed) {
    LoggingEventBuilder line = logger.atLevel(level).addMarker(EVENT).setMessage(event);
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      line = line.addKeyValue((String) pairs[i], pairs[i + 1]);
    }
    if (suppressed > 0) {
      line = line.addKeyValue(SUPPRESSED, suppressed);
    }
    if (defect != null) {
      line = line.setCause(defect);
    }
    line.log();
  }
}
