package io.sluice.daemon;

import io.sluice.daemon.cli.Cli;

/** Sluice as a process: a command in, an exit code out. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.main(args));
  }
}
