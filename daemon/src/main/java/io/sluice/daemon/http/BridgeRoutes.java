package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.sluice.actors.SwitchState;
import io.sluice.census.Place;
import java.util.List;

/** {@code /v1/bridges}. */
final class BridgeRoutes implements Routes {
  private record Bridges(List<Bridge> bridges) {}

  private record Bridge(String name, String actor, long generation, int flows, List<String> ports) {
    static Bridge of(SwitchState.Bridge b) {
      return new Bridge(
          b.name(),
          Place.bridge(b.name()),
          b.generation(),
          b.flows(),
          b.ports().stream().map(SwitchState.Port::name).toList());
    }
  }

  private final Views views;

  BridgeRoutes(Views views) {
    this.views = views;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get(
        "/v1/bridges",
        ctx -> {
          Query.only(ctx);
          JsonText.answer(
              ctx, new Bridges(views.state().bridges().stream().map(Bridge::of).toList()));
        });
  }
}
