package io.sluice.flow.text;

import java.util.ArrayList;
import java.util.List;

/** Splits a flow's text in {@code key=value} parts, keeping where each was. */
final class Tokens {
  /**
   * A part of the text.
   *
   * @param column where it begins, 1-based
   */
  record Token(String text, int column) {
    Token from(int start, int end) {
      return new Token(text.substring(start, end), column + start);
    }

    Token from(int start) {
      return from(start, text.length());
    }

    /** Without blanks around it. */
    Token trim() {
      int start = 0;
      while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
      return new Token(text.strip(), column + start);
    }

    FlowSyntaxException error(String message) {
      return new FlowSyntaxException(message, column);
    }
  }

  private Tokens() {}

  /** Parts between commas and blanks, parentheses respected. */
  static List<Token> split(String text, int column) throws FlowSyntaxException {
    List<Token> parts = new ArrayList<>();
    int depth = 0;
    int start = -1;
    int open = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      if (c == '(' && depth++ == 0) {
        open = i;
      } else if (c == ')' && --depth < 0) {
        throw new FlowSyntaxException("there is no '(' for this ')'", column + i);
      }
      boolean separator =
          i == text.length() || depth == 0 && (c == ',' || Character.isWhitespace(c));
      if (!separator && start < 0) {
        start = i;
      } else if (separator && start >= 0) {
        parts.add(new Token(text.substring(start, i), column + start));
        start = -1;
      }
    }
    if (depth > 0) {
      throw new FlowSyntaxException("this '(' is not closed", column + open);
    }
    return parts;
  }
}
