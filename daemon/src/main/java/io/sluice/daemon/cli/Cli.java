package io.sluice.daemon.cli;

import io.sluice.daemon.api.ApiException;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line. Whatever goes wrong is a line and an exit code, never a stack trace. */
public final class Cli {
  private Cli() {}

  /**
   * @return 0: done, 1: refused, 2: not understood
   */
  public static int execute(String[] args, PrintStream out, PrintStream err) {
    PrintWriter toErr = new PrintWriter(err, true);
    return new CommandLine(new SluiceCommand(out, err))
        .setExpandAtFiles(false)
        .setOut(new PrintWriter(out, true))
        .setErr(toErr)
        .setParameterExceptionHandler((e, a) -> notUnderstood(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, toErr))
        .execute(args);
  }

  private static int notUnderstood(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("sluice: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try: ./" + command.getCommandSpec().qualifiedName() + " --help");
    return 2;
  }

  private static int failed(Exception e, PrintWriter err) {
    err.println(
        "sluice: "
            + (e instanceof ApiException || e instanceof CliException
                ? e.getMessage()
                : "this should not have happened, please report it: " + e));
    return 1;
  }
}
