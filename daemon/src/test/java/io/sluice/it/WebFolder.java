package io.sluice.it;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The sources of the page, web/, with the packages of its lock file; without npm a test is skipped.
 */
final class WebFolder {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Pattern UNREACHABLE =
      Pattern.compile(
          "ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|E401|E403");

  private static String missing;

  private WebFolder() {}

  static Path path() {
    // Maven runs tests in their module.
    return Path.of("").toAbsolutePath().getParent().resolve("web");
  }

  /** What the lock file says is in node_modules; asked for once in a run. */
  static synchronized void install() throws IOException {
    Peers.program("node", "nodejs");
    Peers.program("npm", "npm");
    if (missing == null) {
      missing = installed() ? "" : npmCi();
    }
    if (!missing.isEmpty()) {
      abort("the page's npm packages cannot be installed: " + missing);
    }
  }

  private static boolean installed() throws IOException {
    Path mark = path().resolve("node_modules/.sluice-lock");
    return Files.exists(mark)
        && Arrays.equals(
            Files.readAllBytes(mark), Files.readAllBytes(path().resolve("package-lock.json")));
  }

  private static String npmCi() throws IOException {
    try {
      npm("ci", "--no-audit", "--no-fund", "--ignore-scripts");
    } catch (AssertionError e) {
      if (UNREACHABLE.matcher(e.getMessage()).find()) {
        return "npm reaches no registry";
      }
      throw e;
    }
    Files.copy(path().resolve("package-lock.json"), path().resolve("node_modules/.sluice-lock"));
    return "";
  }

  /** Runs npm there; its output. */
  static String npm(String... words) {
    List<String> command = new ArrayList<>(List.of("npm", "--prefix", path().toString()));
    command.addAll(List.of(words));
    return Child.run(LIMIT, command, Map.of("NO_COLOR", "1"));
  }
}
