package io.sluice.daemon.api;

import io.sluice.flow.text.FlowSyntaxException;

/** A flow with its mistake pointed at. */
final class Caret {
  private static final int WIDTH = 200;
  private static final int BEFORE = 80;

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
    String text = flow.replace('\t', ' ').replace('\r', ' ').replace('\n', ' ');
    int column = Math.clamp(e.column(), 1, text.length() + 1);
    int from = text.length() <= WIDTH ? 0 : Math.max(0, column - 1 - BEFORE);
    int to = Math.min(text.length(), from + WIDTH);
    return "%scolumn %d: %s%n  %s%n  %s^"
        .formatted(
            where, column, e.getMessage(), text.substring(from, to), " ".repeat(column - 1 - from));
  }
}
