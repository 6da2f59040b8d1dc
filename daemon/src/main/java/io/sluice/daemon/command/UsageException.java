package io.sluice.daemon.command;

/** A command line that is not understood; the message says what was expected. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String command;

  /**
   * @param command whose help tells more; empty for the program's
   */
  public UsageException(String command, String message) {
    super(message, null, false, false);
    this.command = command;
  }

  String command() {
    return command;
  }
}
