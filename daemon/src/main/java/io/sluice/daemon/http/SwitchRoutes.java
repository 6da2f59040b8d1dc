package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;

/** {@code /v1/switch}: bridges, ports, lanes and totals in one answer, as {@code show --json}. */
final class SwitchRoutes implements Routes {
  private final Sources sources;

  SwitchRoutes(Sources sources) {
    this.sources = sources;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get("/v1/switch", ctx -> JsonText.answer(ctx, Ask.await(sources.api().state())));
  }
}
