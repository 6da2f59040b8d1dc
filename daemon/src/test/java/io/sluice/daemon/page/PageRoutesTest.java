package io.sluice.daemon.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.daemon.config.HttpSettings;
import io.sluice.daemon.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the page's files are served. What they do in a browser, PageIT asks. */
class PageRoutesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

  @TempDir private static Path temp;
  private static HttpServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    HttpSettings settings =
        new HttpSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), true, null, null);
    server = HttpServer.open(settings, temp, List.of(new PageRoutes()));
    server.start();
    server.awaitStarted();
    client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  }

  @AfterAll
  static void end() {
    client.close();
    server.close();
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void shouldServeThePageAndAllThatItRefersTo() throws Exception {
    HttpResponse<byte[]> page = get("/");
    assertEquals(200, page.statusCode());
    assertTrue(header(page, "Content-Type").startsWith("text/html;"), page.headers().toString());
    String html = new String(page.body(), StandardCharsets.UTF_8);
    Matcher references = REFERENCE.matcher(html);
    int found = 0;
    while (references.find()) {
      found++;
      HttpResponse<byte[]> file = get(references.group(1));
      assertEquals(200, file.statusCode(), references.group(1));
      assertEquals("nosniff", header(file, "X-Content-Type-Options"));
    }
    assertEquals(3, found, html);
    assertFalse(html.matches("(?s).*<script(?![^>]*src=).*"), "a script in the page: " + html);
  }

  @Test
  void shouldAllowThePageOnlyThisServer() throws Exception {
    String policy = header(get("/"), "Content-Security-Policy");
    assertTrue(policy.startsWith("default-src 'self';"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
  }

  @Test
  void shouldNotSendAgainWhatTheBrowserHas() throws Exception {
    String tag = header(get("/page.js"), "ETag");
    assertTrue(tag.matches("\"[0-9a-f]{24}\""), tag);
    for (String has : new String[] {tag, "W/" + tag, "\"other\", " + tag}) {
      HttpResponse<byte[]> again = get("/page.js", "If-None-Match", has);
      assertEquals(304, again.statusCode(), has);
      assertEquals(0, again.body().length);
      assertEquals(tag, header(again, "ETag"));
    }
    assertEquals(200, get("/page.js", "If-None-Match", "\"other\"").statusCode());
    assertFalse(tag.equals(header(get("/page.css"), "ETag")));
  }

  @Test
  void shouldCompressForWhoCanReadIt() throws Exception {
    byte[] plain = get("/page.js").body();
    HttpResponse<byte[]> small = get("/page.js", "Accept-Encoding", "br, gzip");
    assertEquals("gzip", header(small, "Content-Encoding"));
    assertTrue(small.body().length < plain.length / 2, small.body().length + " bytes");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
      assertArrayEquals(plain, in.readAllBytes());
    }
    for (String encoding : new String[] {"br", "gzip;q=0", "gzip; q=0.0", "identity"}) {
      HttpResponse<byte[]> answer = get("/page.js", "Accept-Encoding", encoding);
      assertEquals("", header(answer, "Content-Encoding"), encoding);
      assertArrayEquals(plain, answer.body(), encoding);
    }
  }
}
