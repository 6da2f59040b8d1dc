package io.sluice.daemon.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration file and those that it includes, as text: also one with mistakes. */
final class ConfigFiles {
  private static final int MAX = 50;
  private static final Pattern INCLUDE =
      Pattern.compile(
          "(?m)^\\s*include\\s+(?:required\\s*\\(\\s*)?(?:file\\s*\\(\\s*)?\"([^\"]+)\"");

  /** Keys of files that hold a secret and nothing else. */
  private static final Pattern TOKEN_FILE =
      Pattern.compile("token-file\"?\\s*[=:]\\s*(?:\"([^\"\\n]+)\"|([^\"\\n,}#]+))");

  private ConfigFiles() {}

  /** The file first; what cannot be read is among them too. */
  static Set<Path> all(Path file) {
    Set<Path> all = new LinkedHashSet<>();
    collect(file, all);
    return all;
  }

  private static void collect(Path file, Set<Path> all) {
    if (all.size() >= MAX || !all.add(file)) {
      return;
    }
    Matcher m = INCLUDE.matcher(read(file));
    while (m.find()) {
      collect(file.resolveSibling(m.group(1)).normalize(), all);
    }
  }

  /** Files whose whole content is secret, for that to be found nowhere. */
  static List<Path> tokenFiles(Set<Path> configs, Path directory) {
    return configs.stream()
        .flatMap(file -> TOKEN_FILE.matcher(read(file)).results())
        .map(m -> m.group(1) == null ? m.group(2).strip() : m.group(1))
        .filter(path -> !path.isEmpty())
        .map(directory::resolve)
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // its part says so
    }
  }
}
