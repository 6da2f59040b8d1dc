package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.census.Census;
import io.sluice.daemon.json.Json;
import io.sluice.news.Event;
import io.sluice.news.News;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * {@code /v1/events}: what happens, as server-sent events (HTML Living Standard, 9.2), and {@code
 * /v1/history}: what happened. Each listener has a virtual thread, which waits for news and for its
 * client, and for nobody else: a client that is too slow misses events, is told so, and is cut when
 * it takes nothing for as long as the server lets a connection be idle.
 */
final class EventRoutes implements Routes {
  static final String PATH = "/v1/events";

  private static final int MOST_LISTENERS = 32;
  private static final int AT_ONCE = 100;
  private static final int HEARTBEAT_MS = 10_000;

  private record History(long next, List<Event> events) {}

  private record Gap(long missed, String text) {}

  private final News news;
  private final Semaphore free = new Semaphore(MOST_LISTENERS);
  private final Set<Thread> serving = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EventRoutes(Views views) {
    news = views.sources().inspection().news();
  }

  /** Who listens now. */
  int listeners() {
    return MOST_LISTENERS - free.availablePermits();
  }

  @Override
  public void add(RoutesConfig to) {
    to.get(PATH, this::listen);
    to.head(PATH, this::describe);
    to.get("/v1/history", this::history);
  }

  private void history(Context ctx) {
    Query.only(ctx, "path", "since", Query.LIMIT);
    String path = Query.text(ctx, "path");
    long since = Query.number(ctx, "since", 0, 0, Long.MAX_VALUE);
    int limit = (int) Query.number(ctx, Query.LIMIT, News.KEPT, 1, News.KEPT);
    List<Event> all = news.after(since, News.KEPT);
    List<Event> found =
        all.stream().filter(e -> path.isEmpty() || Census.isAtOrBelow(e.path(), path)).toList();
    JsonText.answer(
        ctx,
        new History(
            all.isEmpty() ? Math.min(since, news.last()) : all.getLast().sequence(),
            // The newest, where not all are wanted.
            found.subList(Math.max(0, found.size() - limit), found.size())));
  }

  /** What a stream's answer begins with, and no stream. */
  private void describe(Context ctx) {
    Query.only(ctx);
    from(ctx);
    begin(ctx.res());
  }

  private static void begin(HttpServletResponse response) {
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("X-Accel-Buffering", "no");
  }

  private void listen(Context ctx) {
    Query.only(ctx);
    long from = from(ctx);
    if (!free.tryAcquire()) {
      throw new ProblemException(503, MOST_LISTENERS + " clients listen already; try again later");
    }
    HttpServletResponse response = ctx.res();
    begin(response);
    ctx.future(
        () -> {
          AsyncContext async = ctx.req().getAsyncContext();
          Thread.ofVirtual().name("events").start(() -> serve(async, response, from));
          // Never completed: there is nothing to answer when the client has gone.
          return new CompletableFuture<>();
        });
  }

  /** After which event a client wants to go on: the last that it has seen, else the last one. */
  private long from(Context ctx) {
    String last = ctx.header("Last-Event-ID");
    if (last == null || last.isBlank()) {
      return news.last();
    }
    try {
      long seen = Long.parseLong(last.strip());
      // Of another life of the switch: all that is kept is new.
      return seen < 0 || seen > news.last() ? 0 : seen;
    } catch (NumberFormatException e) {
      throw new ProblemException(
          400, "Last-Event-ID: expected the id of an event, got '%s'".formatted(last));
    }
  }

  /** Ends every stream; each thread leaves its client by itself, before the server would. */
  @Override
  public void close() {
    closed = true;
    serving.forEach(Thread::interrupt);
  }

  private void serve(AsyncContext async, HttpServletResponse response, long from) {
    serving.add(Thread.currentThread());
    try {
      OutputStream out = response.getOutputStream();
      long seen = from;
      write(out, ": events after " + seen + "\n\n");
      while (!closed) {
        List<Event> events = news.after(seen, AT_ONCE);
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
          if (event.sequence() > seen + 1) {
            text.append(gap(event.sequence() - seen - 1));
          }
          text.append(text(event));
          seen = event.sequence();
        }
        if (events.isEmpty()) {
          news.await(seen, HEARTBEAT_MS);
          // Finds out whether anybody is there.
          text.append(news.last() > seen ? "" : ": nothing new\n\n");
        }
        write(out, text.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      // It has gone, or the server ends.
    } finally {
      serving.remove(Thread.currentThread());
      free.release();
      complete(async);
    }
  }

  private static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // The server has ended it itself.
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    if (!text.isEmpty()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private static String text(Event event) {
    return "id: %d\nevent: %s\ndata: %s\n\n"
        .formatted(event.sequence(), event.kind(), Json.write(event));
  }

  private static String gap(long missed) {
    return "event: gap\ndata: %s\n\n"
        .formatted(Json.write(new Gap(missed, missed + " events are not kept any more")));
  }
}
