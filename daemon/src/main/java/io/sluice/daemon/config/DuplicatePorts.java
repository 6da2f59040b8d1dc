package io.sluice.daemon.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds a port that a file has twice. HOCON merges equal keys silently, and afterwards nothing
 * tells of it, so this reads the text: braces, keys, strings and comments, and no more of HOCON.
 */
final class DuplicatePorts {
  /**
   * A port found again.
   *
   * @param line of the second
   * @param firstLine of the first
   */
  record Found(String port, int line, int firstLine) {}

  private final String text;
  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private int at;
  private int line = 1;

  private DuplicatePorts(String text) {
    this.text = text;
  }

  /** The first port that is there twice, or null. */
  static Found find(String text) {
    return new DuplicatePorts(text).scan();
  }

  private Found scan() {
    StringBuilder key = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#' || c == '/' && text.startsWith("//", at)) {
        skipLine();
      } else if (c == '"') {
        key.append(string());
      } else if (c == '[') {
        skipList();
        key.setLength(0);
      } else if (c == '{') {
        at++;
        String name = key.toString().strip();
        key.setLength(0);
        Found found = open(name);
        if (found != null) {
          return found;
        }
      } else if (c == '}') {
        at++;
        path.pollLast();
        key.setLength(0);
      } else if (c == ',' || c == '\n') {
        newLine(c);
        at++;
        // "name" and its "{" may stand on two lines.
        if (!text.substring(at).stripLeading().startsWith("{")) {
          key.setLength(0);
        }
      } else {
        if (c != '=' && c != ':') {
          key.append(c);
        }
        at++;
      }
    }
    return null;
  }

  private Found open(String name) {
    path.addLast(name);
    String full = String.join(".", path);
    String inside = full.replaceFirst("^\\.+", "");
    int ports = inside.lastIndexOf(".ports.");
    if (ports > 0 && inside.startsWith("sluice.bridges.")) {
      String port = inside.substring(ports + ".ports.".length());
      Integer first = port.contains(".") ? null : seen.putIfAbsent(inside, line);
      if (first != null) {
        return new Found(port, line, first);
      }
    }
    return null;
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private String string() {
    String quote = text.startsWith("\"\"\"", at) ? "\"\"\"" : "\"";
    int from = at + quote.length();
    int end = from;
    while (end < text.length() && !text.startsWith(quote, end)) {
      newLine(text.charAt(end));
      end += quote.length() == 1 && text.charAt(end) == '\\' ? 2 : 1;
    }
    at = Math.min(text.length(), end + quote.length());
    return text.substring(from, Math.min(end, text.length()));
  }

  private void skipList() {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        string();
        continue;
      }
      if (c == '#' || c == '/' && text.startsWith("//", at)) {
        skipLine();
        continue;
      }
      newLine(c);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      at++;
      if (depth == 0) {
        return;
      }
    }
  }

  private void newLine(char c) {
    if (c == '\n') {
      line++;
    }
  }
}
