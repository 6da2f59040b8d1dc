package io.sluice.daemon.cli;

import io.sluice.daemon.api.ApiException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;

/** Runs one command line. Whatever goes wrong is a line and an exit code, never a stack trace. */
public final class Cli {
  private Cli() {}

  /**
   * @return 0: done, 1: refused, 2: not understood
   */
  public static int execute(String[] args, PrintStream out, PrintStream err) {
    return Commands.program(out, err).execute(args, out, err);
  }

  static String failed(Exception e) {
    return switch (e) {
      case ApiException a -> a.getMessage();
      case CliException c -> c.getMessage();
      case InvalidPathException p -> "'" + p.getInput() + "' cannot be a path: " + p.getReason();
      default -> "this should not have happened, please report it: " + e;
    };
  }
}
