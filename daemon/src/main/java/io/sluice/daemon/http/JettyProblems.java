package io.sluice.daemon.http;

import io.sluice.daemon.json.Json;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What no handler of ours sees, as a request line that cannot be read, is answered with a problem
 * document too.
 */
final class JettyProblems extends ErrorHandler {
  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    Content.Sink.write(response, true, text(code, message), callback);
  }

  private static String text(int code, String message) {
    String title = HttpStatus.getMessage(code);
    return Json.write(
        new Problem("about:blank", title, code, message == null ? title : message, ""));
  }
}
