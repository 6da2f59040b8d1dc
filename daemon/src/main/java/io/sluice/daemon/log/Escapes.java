package io.sluice.daemon.log;

/**
 * Makes of any text one that is part of one line and cannot pretend to be another: control
 * characters, line separators of all kinds, marks that turn the direction of writing, and halves of
 * characters are written as {@code \}{@code uXXXX}, as JSON has it (RFC 8259, section 7).
 */
final class Escapes {
  private Escapes() {}

  /** Whether a value can stand unquoted behind {@code key=}. */
  static boolean isPlain(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /** Appends it in double quotes, as a JSON string. */
  static void quote(StringBuilder s, String text) {
    s.append('"');
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '"' -> s.append("\\\"");
        case '\\' -> s.append("\\\\");
        case '\n' -> s.append("\\n");
        case '\r' -> s.append("\\r");
        case '\t' -> s.append("\\t");
        default -> {
          if (isHarmless(c)) {
            s.appendCodePoint(c);
          } else {
            for (char half : Character.toChars(c)) {
              s.append("\\u%04x".formatted((int) half));
            }
          }
        }
      }
    }
    s.append('"');
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
