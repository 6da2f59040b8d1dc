package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.actors.SwitchState;
import io.sluice.census.Place;
import io.sluice.daemon.json.Inline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /v1/ports}: the ports of all bridges, or of one, with rates; one more, and one less. */
final class PortRoutes implements Routes {
  private record Ports(int total, int offset, int limit, long takenAtMs, List<Port> ports) {}

  private record Rates(
      double rxPackets, double rxBytes, double txPackets, double txBytes, double drops) {}

  private record Port(String bridge, String actor, @Inline SwitchState.Port port, Rates rates) {}

  private record Made(String name, int ofport) {}

  private final Views views;
  private final Changes changes;
  private final Pace<SwitchState> pace = new Pace<>();

  PortRoutes(Views views) {
    this.views = views;
    changes = new Changes(views);
  }

  @Override
  public void add(RoutesConfig to) {
    to.get("/v1/ports", this::ports);
    to.post("/v1/bridges/{bridge}/ports", this::make);
    to.delete("/v1/bridges/{bridge}/ports/{port}", this::delete);
  }

  private void make(Context ctx) {
    Query.only(ctx);
    Body body = Body.of(ctx, "name", "options");
    String name = body.text("name");
    String bridge = changes.bridge(ctx.pathParam("bridge"));
    List<String> words = new ArrayList<>(List.of("add-port", bridge, name));
    body.options("options").forEach((key, value) -> words.add(key + "=" + value));
    changes.make(words);
    SwitchState.Port made = byName(views.state()).get(name);
    ctx.status(201);
    JsonText.answer(ctx, new Made(name, made == null ? 0 : made.ofport()));
  }

  private void delete(Context ctx) {
    Query.only(ctx);
    String bridge = changes.bridge(ctx.pathParam("bridge"));
    String port = ctx.pathParam("port");
    if (views.bridge(bridge).ports().stream().noneMatch(p -> p.name().equals(port))) {
      throw new ProblemException(404, "no port %s on bridge %s".formatted(port, bridge));
    }
    changes.make(List.of("del-port", bridge, port));
    ctx.status(204);
  }

  private void ports(Context ctx) {
    Query.only(ctx, "bridge", Query.LIMIT, Query.OFFSET);
    Query.Page page = Query.Page.of(ctx);
    SwitchState state = views.state();
    Pace.Since<SwitchState> since = pace.take(state, state.takenAtNs());
    String only = ctx.queryParam("bridge");
    List<SwitchState.Bridge> bridges = only == null ? state.bridges() : List.of(views.bridge(only));
    Map<String, SwitchState.Port> before = byName(since.earlier());
    List<Port> all = new ArrayList<>();
    for (SwitchState.Bridge bridge : bridges) {
      for (SwitchState.Port port : bridge.ports()) {
        all.add(port(bridge.name(), port, before.get(port.name()), since));
      }
    }
    JsonText.answer(
        ctx,
        new Ports(
            all.size(), page.offset(), page.limit(), System.currentTimeMillis(), page.of(all)));
  }

  /** Names are unique in a switch. */
  private static Map<String, SwitchState.Port> byName(SwitchState state) {
    Map<String, SwitchState.Port> ports = new HashMap<>();
    if (state != null) {
      state.bridges().forEach(b -> b.ports().forEach(p -> ports.put(p.name(), p)));
    }
    return ports;
  }

  private static Port port(
      String bridge, SwitchState.Port p, SwitchState.Port before, Pace.Since<?> since) {
    return new Port(
        bridge, Place.port(bridge, p.name()), p, before == null ? null : rates(p, before, since));
  }

  private static Rates rates(SwitchState.Port p, SwitchState.Port b, Pace.Since<?> since) {
    return new Rates(
        since.rate(p.rxPackets(), b.rxPackets()),
        since.rate(p.rxBytes(), b.rxBytes()),
        since.rate(p.txPackets(), b.txPackets()),
        since.rate(p.txBytes(), b.txBytes()),
        since.rate(sum(p.drops()), sum(b.drops())));
  }

  private static long sum(Map<String, Long> drops) {
    return drops.values().stream().mapToLong(Long::longValue).sum();
  }
}
