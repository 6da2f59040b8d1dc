package io.sluice.daemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
      to.print(fold(bytes.toString(StandardCharsets.UTF_8), columns()));
    } else {
      to.writeBytes(bytes.toByteArray());
    }
    to.flush();
  }

  /** Lines that are too long for the terminal are broken where there are two blanks. */
  static String fold(String text, int columns) {
    StringBuilder s = new StringBuilder();
    for (String line : text.split("\n")) {
      int column = 0;
      for (String part : line.split("(?<=\\S)(?=  +\\S)")) {
        if (column > 0 && column + part.length() > columns) {
          s.append('\n').append("    ");
          part = part.stripLeading();
          column = 4;
        }
        s.append(part);
        column += part.length();
      }
      s.append('\n');
    }
    return s.toString();
  }

  /** Of the terminal that standard input is, now; more than any line has when it does not say. */
  private static int columns() {
    try {
      Process p =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      String[] rowsColumns =
          new String(p.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
              .strip()
              .split(" ");
      return Integer.parseInt(rowsColumns[1]);
    } catch (IOException | RuntimeException e) {
      return Integer.MAX_VALUE;
    }
  }
}
