package io.sluice.daemon.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.sluice.log.EventLog;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One line of the log, whatever its values hold. What is no event of ours, such as Akka's own
 * words, is the event {@code log} with its source and message. Stateless.
 */
final class LogLine {
  /** A value is cut here: what a peer sends us can be long. In characters. */
  static final int MAX_VALUE = 2000;

  /** Innermost frames of a stack trace, and throwables that caused each other. */
  private static final int MAX_FRAMES = 12;

  private static final int MAX_CAUSES = 4;

  private static final String TRACE = "trace";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private LogLine() {}

  /**
   * The line with its newline at the end, and no other.
   *
   * @param suppressed lines like it left out before it, when the event does not say so itself
   */
  static String of(ILoggingEvent event, LogFormat format, long suppressed) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    String name = "log";
    if (isEvent(event)) {
      name = event.getMessage();
    } else {
      pairs.put("source", event.getLoggerName());
      pairs.put("message", event.getFormattedMessage());
    }
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        pairs.put(pair.key, pair.value);
      }
    }
    if (suppressed > 0) {
      pairs.put(EventLog.SUPPRESSED, suppressed);
    }
    if (event.getThrowableProxy() != null) {
      pairs.put(TRACE, trace(event.getThrowableProxy()));
    }
    String time = TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    StringBuilder line = new StringBuilder(160);
    if (format == LogFormat.JSON) {
      json(line, time, event.getLevel().toString(), name, pairs);
    } else {
      text(line, time, event.getLevel().toString(), name, pairs);
    }
    return line.append('\n').toString();
  }

  static boolean isEvent(ILoggingEvent event) {
    return event.getMarkerList() != null && event.getMarkerList().contains(EventLog.EVENT);
  }

  private static void text(
      StringBuilder s, String time, String level, String name, Map<String, Object> pairs) {
    s.append(time).append(' ').append(level);
    s.repeat(' ', Math.max(0, 5 - level.length())).append(' ').append(name);
    pairs.forEach(
        (key, value) -> {
          s.append(' ').append(key).append('=');
          String text = key.equals(TRACE) ? (String) value : cut(value);
          if (Escapes.isPlain(text)) {
            s.append(text);
          } else {
            Escapes.quote(s, text);
          }
        });
  }

  private static void json(
      StringBuilder s, String time, String level, String name, Map<String, Object> pairs) {
    s.append("{\"time\":\"").append(time).append("\",\"level\":\"").append(level);
    s.append("\",\"event\":");
    Escapes.quote(s, name);
    pairs.forEach(
        (key, value) -> {
          s.append(',');
          Escapes.quote(s, key);
          s.append(':');
          if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            s.append(value);
          } else {
            Escapes.quote(s, key.equals(TRACE) ? (String) value : cut(value));
          }
        });
    s.append('}');
  }

  private static String cut(Object value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_VALUE
        ? text
        : text.substring(0, MAX_VALUE) + "... (" + text.length() + " characters)";
  }

  /** What was thrown and where, its causes too, as one value. */
  private static String trace(IThrowableProxy thrown) {
    StringBuilder s = new StringBuilder();
    IThrowableProxy t = thrown;
    for (int n = 0; t != null && n < MAX_CAUSES; n++, t = t.getCause()) {
      s.append(n == 0 ? "" : " caused by ").append(t.getClassName());
      s.append(": ").append(cut(t.getMessage()));
      StackTraceElementProxy[] frames = t.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
        s.append(" | ").append(frames[i].getSTEAsString());
      }
    }
    return s.toString();
  }
}
