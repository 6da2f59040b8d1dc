package io.sluice.daemon.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text, whatever it is: values of keys that are named like secrets (in HOCON,
 * JSON, our logs, options of a command line), private keys in PEM, bearers' tokens, passwords in
 * URLs, and the very secrets that are known. Rather too much than too little. Paths stay: that
 * there is a key, and where, is no secret. Stateless but for the known ones.
 */
public final class Redactor {
  static final String REMOVED = "<removed>";

  /** Shorter ones would be found in every other word. */
  private static final int SHORTEST_KNOWN = 6;

  /** A key and what parts it from its value. Keys of files stay: their values are paths. */
  private static final Pattern KEY =
      Pattern.compile(
          "(?i)[\"']?[a-z0-9_.-]*(?:passw(?:or)?d|passphrase|secret|token|credential|api-?_?key"
              + "|(?<![a-z0-9])(?:psk|(?:pass|pwd)(?![a-z0-9])))[a-z0-9_.-]*[\"']?(?:\\s*(?:\\+=|=|:)\\s*|\\s*(?=\\{))");

  private static final Pattern PATHS = Pattern.compile("(?i)[-_.]?(?:file|path|dir)[\"']?$");
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\\z)",
          Pattern.DOTALL);
  private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[^\\s\"',]+");
  private static final Pattern USER = Pattern.compile("(://[^/\\s:@\"]*:)[^/\\s@\"]+@");

  private final List<String> known = new ArrayList<>();

  /** A secret of which the very text is to be found nowhere. */
  public void add(String secret) {
    String text = secret.strip();
    if (text.length() >= SHORTEST_KNOWN) {
      known.add(text);
    }
  }

  /** The text without what is secret in it. */
  public String clean(String text) {
    String t = text;
    for (String secret : known) {
      t = t.replace(secret, REMOVED);
    }
    t = PEM.matcher(t).replaceAll(REMOVED);
    t = BEARER.matcher(t).replaceAll("$1 " + REMOVED);
    t = USER.matcher(t).replaceAll("$1" + REMOVED + "@");
    return values(t);
  }

  private static String values(String text) {
    StringBuilder s = new StringBuilder(text.length());
    Matcher m = KEY.matcher(text);
    int from = 0;
    while (m.find(from)) {
      int end = m.end();
      String key = m.group().replaceAll("[\\s=:+]+$", "");
      if (PATHS.matcher(key).find()) {
        s.append(text, from, end);
        from = end;
        continue;
      }
      s.append(text, from, end);
      from = endOfValue(text, end);
      s.append(from > end ? REMOVED : "");
    }
    return s.append(text, from, text.length()).toString();
  }

  /** Behind a quoted text, an object or a list, or all up to where a value ends without quotes. */
  private static int endOfValue(String text, int at) {
    if (at == text.length()) {
      return at;
    }
    if (text.startsWith("\"\"\"", at)) {
      int end = text.indexOf("\"\"\"", at + 3);
      return end < 0 ? text.length() : end + 3;
    }
    char c = text.charAt(at);
    if (c == '"' || c == '\'') {
      return endOfQuoted(text, at, c);
    }
    if (c == '{' || c == '[') {
      return endOfNested(text, at);
    }
    int end = at;
    while (end < text.length() && "\n\r,}]".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static int endOfQuoted(String text, int at, char quote) {
    int i = at + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), i + 1);
  }

  private static int endOfNested(String text, int at) {
    int depth = 0;
    int i = at;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '"') {
        i = endOfQuoted(text, i, c);
        continue;
      }
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      i++;
      if (depth == 0) {
        return i;
      }
    }
    return i;
  }
}
