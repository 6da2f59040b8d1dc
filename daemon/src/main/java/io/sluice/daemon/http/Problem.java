package io.sluice.daemon.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sluice.daemon.json.Json;

/**
 * A problem document of RFC 9457. Its type is always about:blank, so the title is the status's own
 * and the detail says the rest.
 *
 * @param detail what was wrong, and what was expected
 * @param instance the path that was asked for
 */
record Problem(String type, String title, int status, String detail, String instance) {
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(int status, String detail, String path) {
    HttpStatus known = HttpStatus.forStatus(status);
    return new Problem("about:blank", known.getMessage(), status, detail, path);
  }

  /** Makes it the answer. */
  void answer(Context ctx) {
    ctx.status(status).result(Json.write(this)).contentType(MEDIA_TYPE);
  }
}
