package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;

/** {@code /v1/switch}: bridges, ports, lanes and totals in one answer, as {@code show --json}. */
final class SwitchRoutes implements Routes {
  private final Views views;

  SwitchRoutes(Views views) {
    this.views = views;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get(
        "/v1/switch",
        ctx -> {
          Query.only(ctx);
          JsonText.answer(ctx, views.state());
        });
  }
}
