package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.daemon.metrics.Metrics;

/** {@code /metrics}: for Prometheus. */
public final class MetricsRoutes implements Routes {
  private final Metrics metrics;

  public MetricsRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get("/metrics", this::answer);
  }

  private void answer(Context ctx) {
    Metrics.Exposition answer = Ask.await(metrics.scrape(ctx.header("Accept")));
    ctx.contentType(answer.mediaType()).result(answer.text());
  }
}
