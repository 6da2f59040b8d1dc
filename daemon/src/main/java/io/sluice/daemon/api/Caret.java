package io.sluice.daemon.api;

import io.sluice.flow.text.FlowSyntaxException;

/** A flow with its mistake pointed at. */
final class Caret {
  private static final int WIDTH = 120;
  private static final int BEFORE = 50;

  /** Characters of a message: it quotes words of the flow, whatever they are. */
  private static final int MESSAGE = 200;

  private Caret() {}

  /**
   * Three lines: what is wrong, the flow, a caret under the column. Of a very long flow only what
   * is around the mistake. Where nothing was written, a line that says so.
   *
   * @param kind what it is, for when there is nothing to point at
   * @param where file and line with a blank behind, or empty
   */
  static String point(String kind, String where, String flow, FlowSyntaxException e) {
    if (flow.isBlank()) {
      return "%sthe %s is empty".formatted(where, kind);
    }
    String text = printable(flow);
    String message = printable(e.getMessage());
    if (message.length() > MESSAGE) {
      message = message.substring(0, MESSAGE) + "...";
    }
    int column = Math.clamp(e.column(), 1, text.length() + 1);
    int from = text.length() <= WIDTH ? 0 : Math.max(0, column - 1 - BEFORE);
    int to = Math.min(text.length(), from + WIDTH);
    return "%scolumn %d: %s%n  %s%n  %s^"
        .formatted(where, column, message, text.substring(from, to), " ".repeat(column - 1 - from));
  }

  /** Each character one column wide: a terminal obeys none of them. */
  private static String printable(String text) {
    StringBuilder s = new StringBuilder(text);
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (Character.isISOControl(c)) {
        s.setCharAt(i, c == '\t' || c == '\r' || c == '\n' ? ' ' : '?');
      }
    }
    return s.toString();
  }
}
