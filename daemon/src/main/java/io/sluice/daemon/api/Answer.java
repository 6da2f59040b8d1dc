package io.sluice.daemon.api;

/**
 * What a request comes to: texts for the user, and the exit code of the command.
 *
 * @param exitCode 0: done; 1: refused, nothing was changed; 2: the request itself is wrong
 */
public record Answer(String out, String err, int exitCode) {
  static Answer ok(String out) {
    return new Answer(out, "", 0);
  }

  /** Refused: nothing was changed. */
  static Answer refused(String why) {
    return new Answer("", why + "\n", 1);
  }

  /** The request itself is wrong. */
  static Answer usage(String why) {
    return new Answer("", why + "\n", 2);
  }
}
