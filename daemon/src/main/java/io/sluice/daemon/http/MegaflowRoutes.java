package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.text.FlowFormatter;
import io.sluice.flow.trace.LookupText;
import java.util.ArrayList;
import java.util.List;

/** {@code /v1/megaflows}: what the lanes' caches over a bridge hold. */
final class MegaflowRoutes implements Routes {
  /** A lane copies at most so many for who looks, each some 100 ns of its time. */
  private static final int MOST_OF_A_LANE = 1000;

  private record Megaflows(
      String bridge,
      int total,
      int offset,
      int limit,
      List<Megaflow> megaflows,
      List<LaneCaches> lanes) {}

  private record Megaflow(
      int lane, String match, String actions, long packets, long bytes, double idleSeconds) {
    static Megaflow of(int lane, LookupView.Megaflow m) {
      return new Megaflow(
          lane,
          FlowFormatter.formatMatch(m.match()),
          LookupText.actions(m),
          m.packets(),
          m.bytes(),
          Math.round(m.idleNs() / 1e6) / 1e3);
    }
  }

  /**
   * @param shown of its megaflows; no lane shows more than {@link #MOST_OF_A_LANE}
   */
  private record LaneCaches(
      int lane,
      int megaflows,
      int shown,
      int masks,
      int exactSlots,
      long exactHits,
      long megaflowHits,
      long slowPath) {}

  private final Views views;

  MegaflowRoutes(Views views) {
    this.views = views;
  }

  @Override
  public void add(RoutesConfig to) {
    to.get("/v1/megaflows", this::megaflows);
  }

  private void megaflows(Context ctx) {
    Query.only(ctx, "bridge", Query.LIMIT, Query.OFFSET);
    Query.Page page = Query.Page.of(ctx);
    String bridge = views.bridge(ctx).name();
    Turns.make(page.limit(), () -> megaflows(ctx, bridge, page));
  }

  private void megaflows(Context ctx, String bridge, Query.Page page) {
    List<LookupView> lanes = views.megaflows(bridge, MOST_OF_A_LANE);
    List<Megaflow> shown = new ArrayList<>();
    List<LaneCaches> caches = new ArrayList<>();
    int total = 0;
    int skipped = 0;
    for (int lane = 0; lane < lanes.size(); lane++) {
      LookupView v = lanes.get(lane);
      if (v == null) {
        continue; // it has not got the bridge yet
      }
      caches.add(
          new LaneCaches(
              lane,
              v.megaflowCount(),
              v.megaflows().size(),
              v.masks().size(),
              v.exactSlots(),
              v.exactHits(),
              v.megaflowHits(),
              v.slowPath()));
      total += v.megaflows().size();
      for (LookupView.Megaflow m : v.megaflows()) {
        if (skipped++ >= page.offset() && shown.size() < page.limit()) {
          shown.add(Megaflow.of(lane, m));
        }
      }
    }
    JsonText.answer(ctx, new Megaflows(bridge, total, page.offset(), page.limit(), shown, caches));
  }
}
