package io.sluice.it;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sluice.daemon.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Debian's Chromium, without a window, driven by Playwright in a process of node: each call of
 * {@link #run} is the body of an asynchronous function of JavaScript there, with Playwright's
 * {@code page} (web/e2e/browser.mjs says what else).
 */
final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Child node;
  private int answers;

  private Browser(Child node) {
    this.node = node;
  }

  static void require() {
    Peers.program("chromium", "chromium");
  }

  static Browser start(Path directory) {
    Path script = WebFolder.path().resolve("e2e/browser.mjs");
    Browser browser =
        new Browser(
            Child.start(
                directory.resolve("browser.log"),
                List.of(
                    "node",
                    script.toString(),
                    "/usr/bin/chromium",
                    directory.resolve("profile").toString())));
    browser.answer();
    return browser;
  }

  /** Runs it; what it returns, as text. Fails with what it throws. */
  String run(String javascript) {
    node.type(ascii(Json.write(javascript)));
    String line = answer();
    Config answer =
        ConfigFactory.parseString(line, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    if (answer.hasPath("error")) {
      throw new AssertionError(answer.getString("error") + "\nfrom: " + javascript);
    }
    if (!answer.hasPath("value")) {
      return "";
    }
    Object value = answer.getAnyRef("value");
    return value instanceof String s ? s : Json.write(value);
  }

  /** The next answer's line. */
  private String answer() {
    int wanted = ++answers;
    Child.until(
        "the browser answers",
        LIMIT,
        () -> {
          if (lines().size() >= wanted) {
            return true;
          }
          if (!node.isAlive()) {
            throw new AssertionError("the browser ended\n" + node.output());
          }
          return false;
        },
        node::output);
    return lines().get(wanted - 1);
  }

  /** Whole ones only. */
  private List<String> lines() {
    String output = node.output();
    return output
        .substring(0, output.lastIndexOf('\n') + 1)
        .lines()
        .filter(l -> l.startsWith("{\"value\":") || l.startsWith("{\"error\":"))
        .toList();
  }

  private static String ascii(String json) {
    StringBuilder s = new StringBuilder(json.length());
    json.chars().forEach(c -> s.append(c < 0x7f ? "" + (char) c : "\\u%04x".formatted(c)));
    return s.toString();
  }

  /** Its input ends, so it closes its browser; else it is ended. */
  @Override
  public void close() {
    try {
      node.process().getOutputStream().close();
      node.awaitExit(Duration.ofSeconds(30));
    } catch (java.io.IOException e) {
      // It is gone.
    } finally {
      node.close();
    }
  }
}
