package io.sluice.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import io.sluice.log.EventLog;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** A line stays one line and says what was logged, whatever guests and users put into it. */
class LogLineTest {
  private static final String HOSTILE =
      "a\nb\r2026-11-24T00:00:00.000Z ERROR port-failed port=\"x\" \u2028\u0085\u202e\ud800\u0000\\ end";

  private static LoggingEvent event(Level level, String message, Throwable thrown) {
    Logger logger = new LoggerContext().getLogger("io.sluice.Some");
    LoggingEvent event = new LoggingEvent("x", logger, level, message, thrown, null);
    event.setInstant(Instant.parse("2026-11-24T18:45:03.139Z"));
    return event;
  }

  private static LoggingEvent portFailed(Object why) {
    LoggingEvent event = event(Level.WARN, "port-failed", null);
    event.addMarker(EventLog.EVENT);
    event.addKeyValuePair(new KeyValuePair("port", "vh0"));
    event.addKeyValuePair(new KeyValuePair("why", why));
    event.addKeyValuePair(new KeyValuePair("restart", 3));
    return event;
  }

  @Test
  void shouldWriteAnEventAsText() {
    assertEquals(
        "2026-11-24T18:45:03.139Z WARN  port-failed port=vh0 why=\"it left\" restart=3 suppressed=7\n",
        LogLine.of(portFailed("it left"), LogFormat.TEXT, 7));
  }

  @Test
  void shouldWriteAnEventAsJson() {
    assertEquals(
        "{\"time\":\"2026-11-24T18:45:03.139Z\",\"level\":\"WARN\",\"event\":\"port-failed\","
            + "\"port\":\"vh0\",\"why\":\"it \\\"left\\\"\",\"restart\":3}\n",
        LogLine.of(portFailed("it \"left\""), LogFormat.JSON, 0));
  }

  @Test
  void shouldKeepAHostileValueInItsPlace() {
    for (LogFormat format : LogFormat.values()) {
      String line = LogLine.of(portFailed(HOSTILE), format, 0);
      assertEquals(line.length() - 1, line.indexOf('\n'));
      assertFalse(line.chars().limit(line.length() - 1).anyMatch(c -> c < ' '), line);
      for (String mark : new String[] {"\u2028", "\u0085", "\u202e", "\ud800", "\r"}) {
        assertFalse(line.contains(mark), line);
      }
    }
  }

  /** Any JSON reader gets back what was logged; this one is at hand. */
  @Test
  void shouldBeReadBackByAJsonReader() {
    String line = LogLine.of(portFailed(HOSTILE), LogFormat.JSON, 0);
    Config read = ConfigFactory.parseString(line);
    assertEquals(HOSTILE, read.getString("why"), read.root().render(ConfigRenderOptions.concise()));
    assertEquals(3, read.getInt("restart"));
  }

  @Test
  void shouldQuoteValuesThatWouldLookLikeTwo() {
    for (String value : new String[] {"", "a b", "a=b", "\"a", "\u00e9"}) {
      String line = LogLine.of(portFailed(value), LogFormat.TEXT, 0);
      assertTrue(line.contains(" why=" + ConfigUtil.quoteString(value) + " restart=3\n"), line);
    }
    assertTrue(LogLine.of(portFailed(null), LogFormat.TEXT, 0).contains(" why=null "));
  }

  @Test
  void shouldCutWhatIsLong() {
    String line = LogLine.of(portFailed("x".repeat(100_000)), LogFormat.TEXT, 0);
    assertTrue(line.length() < LogLine.MAX_VALUE + 200, "" + line.length());
    assertTrue(line.contains("xxx... (100000 characters)\" restart=3"), "said");
  }

  @Test
  void shouldPutAStackTraceIntoTheLine() {
    LoggingEvent event =
        event(
            Level.ERROR,
            "something {}",
            new IllegalStateException("first\nline", new RuntimeException("inner")));
    String line = LogLine.of(event, LogFormat.TEXT, 0);
    assertEquals(line.length() - 1, line.indexOf('\n'));
    assertTrue(line.contains(" ERROR log source=io.sluice.Some message=\"something {}\""), line);
    assertTrue(line.contains("trace=\"java.lang.IllegalStateException: first\\nline | "), line);
    assertTrue(line.contains("shouldPutAStackTraceIntoTheLine"), line);
    assertTrue(line.contains(" caused by java.lang.RuntimeException: inner"), line);
  }
}
