package io.sluice.daemon.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.sluice.log.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The log of this process. Any thread. */
public final class Logs {
  private static final EventLog LOG = EventLog.of(Logs.class);

  private Logs() {}

  /**
   * Writes lines of this format from now on, and to a file in the run directory too until that is
   * closed. A file that cannot be made is said, and is no failure.
   */
  public static AutoCloseable open(LogFormat format, Path runDir) {
    LineAppender appender = appender();
    if (appender == null) {
      return () -> {};
    }
    appender.format(format);
    try {
      appender.file(new LogFile(runDir, LogFile.MAX_BYTES));
    } catch (IOException e) {
      LOG.warn("no-log-file", "run_dir", runDir, "why", e);
    }
    return () -> appender.file(null);
  }

  /** The files of a run directory, the oldest first; they need not exist. */
  public static List<Path> files(Path runDir) {
    return List.of(runDir.resolve(LogFile.BEFORE), runDir.resolve(LogFile.NAME));
  }

  /** As in our logback.xml; null where someone put another. */
  private static LineAppender appender() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      Iterator<Appender<ILoggingEvent>> all =
          context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
      while (all.hasNext()) {
        if (all.next() instanceof LineAppender ours) {
          return ours;
        }
      }
    }
    return null;
  }
}
