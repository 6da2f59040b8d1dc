package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchState.FdbEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /v1/fdb}: the addresses that a bridge has learned. */
final class FdbRoutes implements Routes {
  private record Fdb(String bridge, int total, int offset, int limit, List<Entry> entries) {}

  /**
   * @param port null: it has gone meanwhile
   */
  private record Entry(int ofport, String port, int vlan, String mac, int ageSeconds) {}

  private final Views views;

  FdbRoutes(Views views) {
    this.views = views;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get("/v1/fdb", this::fdb);
  }

  private void fdb(Context ctx) {
    Query.only(ctx, "bridge", Query.LIMIT, Query.OFFSET);
    Query.Page page = Query.Page.of(ctx);
    SwitchState.Bridge bridge = views.bridge(ctx);
    Turns.make(page.limit(), () -> fdb(ctx, bridge, page));
  }

  private void fdb(Context ctx, SwitchState.Bridge bridge, Query.Page page) {
    List<FdbEntry> all = views.fdb(bridge.name());
    Map<Integer, String> names = new HashMap<>();
    bridge.ports().forEach(port -> names.put(port.ofport(), port.name()));
    JsonText.answer(
        ctx,
        new Fdb(
            bridge.name(),
            all.size(),
            page.offset(),
            page.limit(),
            page.of(all).stream()
                .map(
                    e ->
                        new Entry(
                            e.ofport(), names.get(e.ofport()), e.vlan(), e.mac(), e.ageSeconds()))
                .toList()));
  }
}
