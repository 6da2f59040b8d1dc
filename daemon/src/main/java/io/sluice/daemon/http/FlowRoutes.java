package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.actors.SwitchState;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.text.FlowFormatter;
import java.util.List;

/** {@code /v1/flows}: a bridge's rules and what they did; more, and fewer of them. */
final class FlowRoutes implements Routes {
  private record Flows(String bridge, int total, int offset, int limit, List<Flow> flows) {}

  private record Flow(
      int table,
      int priority,
      String cookie,
      String match,
      String actions,
      long packets,
      long bytes,
      double durationSeconds,
      double idleSeconds,
      int idleTimeoutSeconds,
      int hardTimeoutSeconds,
      String text) {
    static Flow of(FlowStats s) {
      FlowMod f = s.flow();
      return new Flow(
          f.table(),
          f.priority(),
          "0x" + Long.toHexString(f.cookie()),
          FlowFormatter.formatMatch(f.match()),
          FlowFormatter.formatActions(f.actions()),
          s.packets(),
          s.bytes(),
          seconds(s.durationNs()),
          seconds(s.idleAgeNs()),
          f.idleTimeout(),
          f.hardTimeout(),
          FlowFormatter.format(f));
    }

    private static double seconds(long ns) {
      return Math.round(ns / 1e6) / 1e3;
    }
  }

  private record Asked(String bridge, String filter, Query.Page page) {}

  private final Views views;
  private final Changes changes;

  FlowRoutes(Views views) {
    this.views = views;
    changes = new Changes(views);
  }

  @Override
  public void add(RoutesConfig to) {
    to.get("/v1/flows", this::flows);
    to.post("/v1/flows", this::add);
    to.delete("/v1/flows", this::delete);
  }

  private void add(Context ctx) {
    Query.only(ctx, "bridge");
    List<String> flows = Body.of(ctx, "flows").texts("flows");
    for (int i = 0; i < flows.size(); i++) {
      String flow = flows.get(i);
      if (flow.isBlank() || flow.indexOf('\n') >= 0 || flow.indexOf('#') >= 0) {
        throw new ProblemException(400, "flows, the %d. is no flow: '%s'".formatted(i + 1, flow));
      }
    }
    String bridge = changes.bridge(ctx.queryParam("bridge"));
    changes.make(List.of("add-flows", bridge, "flows", String.join("\n", flows)));
    ctx.status(204);
  }

  private void delete(Context ctx) {
    Query.only(ctx, "bridge", "filter", "strict");
    String strict = Query.flag(ctx, "strict") ? "strict" : "";
    String bridge = changes.bridge(ctx.queryParam("bridge"));
    changes.make(List.of("del-flows", bridge, Query.text(ctx, "filter"), strict));
    ctx.status(204);
  }

  private void flows(Context ctx) {
    Query.only(ctx, "bridge", "filter", Query.LIMIT, Query.OFFSET);
    Query.Page page = Query.Page.of(ctx);
    SwitchState.Bridge bridge = views.bridge(ctx);
    Asked asked = new Asked(bridge.name(), Query.text(ctx, "filter"), page);
    Turns.make(
        Math.min(page.limit(), bridge.flows()),
        () -> JsonText.answer(ctx, views.text(asked, this::flows)));
  }

  private Flows flows(Asked asked) {
    List<FlowStats> all = views.flows(asked.bridge, asked.filter);
    Query.Page page = asked.page;
    return new Flows(
        asked.bridge,
        all.size(),
        page.offset(),
        page.limit(),
        page.of(all).stream().map(Flow::of).toList());
  }
}
