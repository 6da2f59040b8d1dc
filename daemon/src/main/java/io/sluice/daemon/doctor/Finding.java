package io.sluice.daemon.doctor;

/**
 * What a check found.
 *
 * @param what is so, with the figures
 * @param advice what to change; empty when nothing is to be done
 */
record Finding(Level level, String what, String advice) {
  /** How bad it is. */
  enum Level {
    OK("ok"),
    /** Works, and could be better. */
    WARN("warn"),
    /** What was asked for will not work. */
    BAD("bad");

    private final String label;

    Level(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  static Finding ok(String what) {
    return new Finding(Level.OK, what, "");
  }

  static Finding warn(String what, String advice) {
    return new Finding(Level.WARN, what, advice);
  }

  static Finding bad(String what, String advice) {
    return new Finding(Level.BAD, what, advice);
  }
}
