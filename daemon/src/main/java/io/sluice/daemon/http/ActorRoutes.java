package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.census.ActorView;
import io.sluice.census.Census;
import io.sluice.census.Details;
import io.sluice.daemon.json.Inline;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code /v1/actors}: who lives in the switch, and what each has to say of its own. */
final class ActorRoutes implements Routes {
  /** Longer than an actor is given to answer. */
  private static final int PATIENCE_SECONDS = 2;

  private record Actors(int total, int offset, int limit, List<ActorView> actors) {}

  /** One actor: what all have, and its kind's own. */
  private record Actor(@Inline ActorView actor, Record details, String detailsProblem) {}

  private final Census census;

  ActorRoutes(Views views) {
    census = views.sources().inspection().census();
  }

  @Override
  public void add(RoutesConfig to) {
    to.get("/v1/actors", this::all);
    to.get("/v1/actors/<path>", this::one);
  }

  private void all(Context ctx) {
    Query.only(ctx, "kind", "under", Query.LIMIT, Query.OFFSET);
    String kind = Query.text(ctx, "kind");
    String under = Query.text(ctx, "under");
    Query.Page page = Query.Page.of(ctx);
    List<ActorView> found =
        census.all().stream()
            .filter(a -> kind.isEmpty() || a.kind().equals(kind))
            .filter(a -> under.isEmpty() || Census.isAtOrBelow(a.path(), under))
            .toList();
    JsonText.answer(ctx, new Actors(found.size(), page.offset(), page.limit(), page.of(found)));
  }

  private void one(Context ctx) {
    Query.only(ctx);
    String path = ctx.pathParam("path");
    ActorView actor = census.find(path);
    if (actor == null) {
      throw new ProblemException(
          404, "there is no actor %s; /v1/actors lists those that there are".formatted(path));
    }
    Details details = census.details(path);
    if (details == null) {
      JsonText.answer(ctx, new Actor(actor, null, "it has nothing to say"));
      return;
    }
    try {
      Record own = details.now().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      JsonText.answer(ctx, new Actor(actor, own, ""));
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof TimeoutException
              ? "it did not answer; it may be starting, ending or failed"
              : String.valueOf(e.getCause().getMessage());
      JsonText.answer(ctx, new Actor(actor, null, why));
    } catch (TimeoutException e) {
      JsonText.answer(ctx, new Actor(actor, null, "it did not answer in time"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(503, "the switch is stopping");
    }
  }
}
