package io.sluice.daemon.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sluice.daemon.http.Routes;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /} and the few files that it needs. Read when they are first asked for: a switch whose
 * page nobody opens pays nothing. Called by the server's threads.
 */
public final class PageRoutes implements Routes {
  /** Nothing but this server's own files and answers, nothing inline, in nobody's frame. */
  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src"
          + " 'none'";

  private static final String INDEX = "index.html";
  private static final Map<String, String> FILES =
      Map.of(
          INDEX,
          "text/html; charset=utf-8",
          "page.js",
          "text/javascript; charset=utf-8",
          "page.css",
          "text/css; charset=utf-8",
          "icon.svg",
          "image/svg+xml");

  private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

  @Override
  public void add(RoutesConfig to) {
    FILES.forEach(
        (name, type) ->
            to.get(name.equals(INDEX) ? "/" : "/" + name, ctx -> answer(ctx, name, type)));
  }

  private void answer(Context ctx, String name, String type) {
    Asset asset = loaded.computeIfAbsent(name, n -> Asset.load(n, type));
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cache-Control", "no-cache"); // kept, and asked each time whether it is still so
    ctx.header("Vary", "Accept-Encoding");
    ctx.header("ETag", asset.tag());
    if (names(ctx.header("If-None-Match"), asset.tag())) {
      ctx.status(304);
      return;
    }
    ctx.contentType(asset.mediaType());
    if (takesGzip(ctx.header("Accept-Encoding"))) {
      ctx.header("Content-Encoding", "gzip").result(asset.gzipped());
    } else {
      ctx.result(asset.plain());
    }
  }

  /** Weak tags are as good: the bytes are the same. */
  private static boolean names(String ifNoneMatch, String tag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .anyMatch(t -> t.equals("*") || t.equals(tag) || t.equals("W/" + tag));
  }

  private static boolean takesGzip(String acceptEncoding) {
    return acceptEncoding != null
        && Arrays.stream(acceptEncoding.split(","))
            .map(e -> e.replace(" ", ""))
            .anyMatch(
                e -> e.equals("gzip") || e.startsWith("gzip;q=") && !e.matches("gzip;q=0(\\.0*)?"));
  }
}
