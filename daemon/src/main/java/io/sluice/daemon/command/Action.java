package io.sluice.daemon.command;

import picocli.CommandLine.ParseResult;

/** What a command does. */
@FunctionalInterface
public interface Action {
  /**
   * Does it.
   *
   * @param words as picocli understood them
   * @return the exit code of the process
   */
  int run(ParseResult words) throws Exception;
}
