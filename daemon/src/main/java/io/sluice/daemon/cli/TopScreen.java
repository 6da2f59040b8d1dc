package io.sluice.daemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.PrintStream;

/** One sample of top, shown at once, on a terminal in place of the one before. */
final class TopScreen {
  private static final String HOME_AND_CLEAR = "\033[H\033[2J";

  private final boolean screen;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false);

  TopScreen(boolean screen) {
    this.screen = screen;
  }

  /** Not so in a pipe, where System.console() may be there all the same. */
  static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  PrintStream out() {
    return out;
  }

  void show(PrintStream to) {
    out.flush();
    if (screen) {
      to.print(HOME_AND_CLEAR);
    }
    to.writeBytes(bytes.toByteArray());
    to.flush();
  }
}
