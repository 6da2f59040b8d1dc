package io.sluice.daemon.http;

import io.javalin.http.Context;
import io.sluice.daemon.json.Json;

/** Answers in JSON. Stateless. */
public final class JsonText {
  private JsonText() {}

  /** Answers with a value. */
  public static void answer(Context ctx, Object value) {
    ctx.result(Json.write(value)).contentType("application/json");
  }
}
