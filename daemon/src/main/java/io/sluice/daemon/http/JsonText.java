package io.sluice.daemon.http;

import io.javalin.http.Context;
import io.sluice.daemon.json.Json;
import java.nio.charset.StandardCharsets;

/** Answers in JSON. Stateless. */
public final class JsonText {
  private JsonText() {}

  /** Answers with a value. */
  public static void answer(Context ctx, Object value) {
    byte[] json = Json.write(value).getBytes(StandardCharsets.UTF_8);
    ctx.result(Answers.of(json)).contentType("application/json");
  }
}
