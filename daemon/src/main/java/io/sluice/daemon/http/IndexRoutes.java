package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import java.util.List;

/** {@code /v1}: what there is to ask, as openapi.json has it, and that file. */
final class IndexRoutes implements Routes {
  private record Index(String version, List<String> paths) {}

  @Override
  public void add(RoutesConfig to) {
    to.get(
        "/v1",
        ctx -> {
          Query.only(ctx);
          JsonText.answer(ctx, new Index("1", OpenApi.paths()));
        });
    to.get("/v1/openapi.json", ctx -> ctx.contentType("application/json").result(OpenApi.text()));
  }
}
