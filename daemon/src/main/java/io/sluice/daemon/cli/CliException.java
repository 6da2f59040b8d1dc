package io.sluice.daemon.cli;

/** A command that cannot be carried out here; the message is for the user. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message, null, false, false);
  }
}
