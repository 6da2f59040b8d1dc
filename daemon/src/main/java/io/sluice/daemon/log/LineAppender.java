package io.sluice.daemon.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.sluice.log.LogLimiter;

/**
 * Writes each event as one line to standard error and, while a switch runs, to the file in its run
 * directory. Events of ours come at a bounded rate; what libraries say is bounded here, by its
 * logger and text without arguments. Its monitor is held while a line is written.
 */
public final class LineAppender extends AppenderBase<ILoggingEvent> {
  private final LogLimiter limiter = new LogLimiter();
  private LogFormat format = LogFormat.TEXT;
  private LogFile file;

  synchronized void format(LogFormat now) {
    format = now;
  }

  /**
   * Writes to this file too from now on, or to none.
   *
   * @param now may be null
   */
  synchronized void file(LogFile now) {
    if (file != null) {
      file.close();
    }
    file = now;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (LogLine.isEvent(event)) {
      write(event, 0);
    } else {
      event.prepareForDeferredProcessing();
      String cause = event.getLoggerName() + ' ' + event.getMessage();
      limiter.offer(cause, suppressed -> write(event, suppressed));
    }
  }

  private synchronized void write(ILoggingEvent event, long suppressed) {
    String line = LogLine.of(event, format, suppressed);
    System.err.print(line);
    System.err.flush();
    if (file != null) {
      file.write(line);
    }
  }
}
