package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.daemon.metrics.Metrics;
import java.util.Objects;

/** {@code /metrics}: for Prometheus. */
public final class MetricsRoutes implements Routes {
  /** Scrapes ask lanes, which is not for each of many. */
  private static final int FRESH_MS = 500;

  private final Metrics metrics;
  private final Fresh fresh = new Fresh(FRESH_MS);

  public MetricsRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get("/metrics", this::answer);
  }

  private void answer(Context ctx) {
    Query.only(ctx);
    String accept = Objects.requireNonNullElse(ctx.header("Accept"), "");
    Metrics.Exposition answer = Ask.await(fresh.get(accept, () -> metrics.scrape(accept)));
    ctx.contentType(answer.mediaType()).result(answer.text());
  }
}
