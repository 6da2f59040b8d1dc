package io.sluice.daemon.log;

import java.util.Locale;

/** What a line of the log looks like. */
public enum LogFormat {
  /** {@code TIME LEVEL event key=value ...}, for people and grep. */
  TEXT,
  /** One JSON object, for log collectors. */
  JSON;

  /** As the configuration names it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
