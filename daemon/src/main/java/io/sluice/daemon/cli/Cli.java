package io.sluice.daemon.cli;

import io.sluice.daemon.api.ApiException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;

/** Runs one command line. Whatever goes wrong is a line and an exit code, never a stack trace. */
public final class Cli {
  private Cli() {}

  /** Runs one command line as the process; returns its exit code. */
  public static int main(String[] args) {
    return execute(args, new Output(new FileOutputStream(FileDescriptor.out)), System.err);
  }

  static int execute(String[] args, Output stdout, PrintStream err) {
    PrintStream out = new PrintStream(new BufferedOutputStream(stdout), true, System.out.charset());
    int code = execute(args, out, err);
    out.flush();
    if (code == 0 && !stdout.failure().isEmpty()) {
      err.println("sluice: done, but cannot write what it says: " + stdout.failure());
      return 1;
    }
    return code;
  }

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
