package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import java.util.List;

/** {@code /v1}: what there is to ask. */
final class IndexRoutes implements Routes {
  private record Index(String version, List<String> paths) {}

  private static final List<String> PATHS = List.of("/v1/switch");

  @Override
  public void add(RoutesConfig to) {
    to.get("/v1", ctx -> JsonText.answer(ctx, new Index("1", PATHS)));
  }
}
