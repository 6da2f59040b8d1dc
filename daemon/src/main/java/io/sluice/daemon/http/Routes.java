package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;

/**
 * The paths of one kind of thing. Called once, before the server starts; its handlers are called on
 * the server's threads, several at once. A handler answers with {@link JsonText} and throws {@link
 * ProblemException} for what the client did wrong. Each path is in openapi.json.
 */
public interface Routes {
  /** Adds its handlers. */
  void add(RoutesConfig to);

  /** The server ends: ends what still answers. */
  default void close() {}
}
