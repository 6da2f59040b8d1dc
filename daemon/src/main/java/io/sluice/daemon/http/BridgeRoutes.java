package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.actors.PortRules;
import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchState;
import io.sluice.census.Place;
import java.util.List;

/** {@code /v1/bridges}: which there are; one more, and one less. */
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

  private record Named(String name) {}

  private final Views views;
  private final Changes changes;

  BridgeRoutes(Views views) {
    this.views = views;
    changes = new Changes(views);
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
    to.post("/v1/bridges", this::make);
    to.delete("/v1/bridges/{bridge}", this::delete);
  }

  private void make(Context ctx) {
    Query.only(ctx);
    String name = Body.of(ctx, "name").text("name");
    try {
      PortRules.checkBridgeName(name);
    } catch (SwitchException e) {
      throw new ProblemException(400, e.getMessage());
    }
    changes.make(List.of("add-br", name));
    ctx.status(201);
    JsonText.answer(ctx, new Named(name));
  }

  private void delete(Context ctx) {
    Query.only(ctx);
    changes.make(List.of("del-br", changes.bridge(ctx.pathParam("bridge"))));
    ctx.status(204);
  }
}
