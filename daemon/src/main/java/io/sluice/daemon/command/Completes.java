package io.sluice.daemon.command;

/** What a shell offers in a place of a command line. */
public enum Completes {
  NOTHING,
  FILE,
  DIRECTORY,
  /** Asked of the running switch. */
  BRIDGE,
  /** Of the bridge before it; asked of the running switch. */
  PORT,
  /** {@code type=} and the keys of that type. */
  PORT_KEY,
  COMMAND,
  SHELL
}
