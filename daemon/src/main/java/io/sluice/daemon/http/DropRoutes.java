package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.sluice.actors.SwitchState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * {@code /v1/drops}: what died, where and why; by port, or by lane for packets that it got from
 * another lane.
 */
final class DropRoutes implements Routes {
  private record Drops(long total, List<Drop> drops) {}

  private record Drop(String bridge, String port, OptionalInt lane, String reason, long packets) {}

  private final Views views;

  DropRoutes(Views views) {
    this.views = views;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get(
        "/v1/drops",
        ctx -> {
          Query.only(ctx);
          JsonText.answer(ctx, drops(views.state()));
        });
  }

  private static Drops drops(SwitchState state) {
    List<Drop> all = new ArrayList<>();
    for (SwitchState.Bridge bridge : state.bridges()) {
      for (SwitchState.Port port : bridge.ports()) {
        for (Map.Entry<String, Long> e : port.drops().entrySet()) {
          all.add(
              new Drop(bridge.name(), port.name(), OptionalInt.empty(), e.getKey(), e.getValue()));
        }
      }
    }
    for (SwitchState.Lane lane : state.lanes()) {
      for (Map.Entry<String, Long> e : lane.drops().entrySet()) {
        all.add(new Drop(null, null, OptionalInt.of(lane.index()), e.getKey(), e.getValue()));
      }
    }
    return new Drops(all.stream().mapToLong(Drop::packets).sum(), all);
  }
}
