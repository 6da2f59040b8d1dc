package io.sluice.daemon.http;

import io.javalin.http.Context;
import io.sluice.daemon.json.Json;
import java.nio.charset.StandardCharsets;

/** Answers in JSON. Stateless. */
public final class JsonText {
  private JsonText() {}

  /** Answers with a value. */
  public static void answer(Context ctx, Object value) {
    answer(ctx, of(value));
  }

  static byte[] of(Object value) {
    return Json.write(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Answers with what was written before, for several clients. */
  static void answer(Context ctx, byte[] json) {
    ctx.result(Answers.of(json)).contentType("application/json");
  }
}
