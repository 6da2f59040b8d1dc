package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.sluice.actors.PoolView;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/pools}: whose chunks there are, and which were held for suspiciously long. */
final class PoolRoutes implements Routes {
  private record Pools(List<PoolView> pools) {}

  private final Views views;

  PoolRoutes(Views views) {
    this.views = views;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get(
        "/v1/pools",
        ctx -> {
          Query.only(ctx);
          // A look at every chunk: not for each client.
          JsonText.answer(ctx, new Pools(views.ofLanes("pools", this::pools)));
        });
  }

  private CompletableFuture<List<PoolView>> pools() {
    return CompletableFuture.completedFuture(views.sources().inspection().pools());
  }
}
