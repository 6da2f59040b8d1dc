package io.sluice.daemon.http;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The description of all paths, which is a file beside this class. */
final class OpenApi {
  private OpenApi() {}

  private static final class Loaded {
    private static final String TEXT = read();
    private static final List<String> PATHS = paths(TEXT);
  }

  static String text() {
    return Loaded.TEXT;
  }

  /** Every path that can be asked or changed. */
  static List<String> paths() {
    return Loaded.PATHS;
  }

  private static String read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> paths(String text) {
    return ConfigFactory.parseString(
            text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
        .getObject("paths")
        .keySet()
        .stream()
        .sorted()
        .toList();
  }
}
