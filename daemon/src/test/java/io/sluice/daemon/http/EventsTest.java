package io.sluice.daemon.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.daemon.api.PortWords;
import io.sluice.news.Event;
import io.sluice.news.News;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** News as they come, from where a client was, and from before it came. */
@Timeout(120)
class EventsTest {
  @TempDir private Path temp;
  private HttpRig rig;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    rig = new HttpRig(temp.resolve("run"));
  }

  @AfterEach
  void end() {
    rig.close();
  }

  private BufferedReader listen(String lastEventId) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(rig.request("/v1/events").build().uri());
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, answer.statusCode());
    assertEquals(
        "text/event-stream;charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    assertTrue(lines.readLine().startsWith(": events after "));
    return lines;
  }

  /** The data of the next event of a kind. */
  private static String await(BufferedReader lines, String event) throws Exception {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("event: " + event)) {
        return lines.readLine();
      }
    }
    throw new AssertionError("the stream has ended without " + event);
  }

  @Test
  void shouldTellWhatHappensFromNowOn() throws Exception {
    try (BufferedReader lines = listen(null)) {
      rig.add(PortWords.parse("late", List.of("type=sink")));
      String data = await(lines, "config");
      assertTrue(data.contains("\"path\":\"switch/bridges/br0/late\""), data);
      assertTrue(await(lines, "link").contains("link up"));
    }
  }

  @Test
  void shouldGoOnWhereAClientWas() throws Exception {
    List<Event> all = rig.system.news().after(0, 10);
    Event seen = all.getFirst();
    try (BufferedReader lines = listen(Long.toString(seen.sequence()))) {
      lines.readLine();
      assertEquals("id: " + all.get(1).sequence(), lines.readLine());
    }
  }

  @Test
  void shouldSayWhatIsNotKept() throws Exception {
    for (int i = 0; i < News.KEPT + 100; i++) {
      rig.system.news().tell(Event.Kind.LANE, "switch", "event " + i);
    }
    try (BufferedReader lines = listen("1")) {
      String gap = await(lines, "gap");
      assertTrue(gap.contains("\"missed\":"), gap);
      assertTrue(await(lines, "lane").contains("\"text\":\"event "), "after " + gap);
    }
  }

  @Test
  void shouldRefuseMoreThanItServes() throws Exception {
    HttpResponse<String> bad =
        rig.send(rig.request("/v1/events").header("Last-Event-ID", "x").build());
    assertEquals(400, bad.statusCode());
    for (int i = 0; i < 32; i++) {
      listen(null);
    }
    assertEquals(503, rig.get("/v1/events").statusCode());
    assertEquals(200, rig.get("/v1/bridges").statusCode(), "others are answered");
  }

  /** As GET begins, and at an end. */
  @Test
  void shouldAnswerHeadWithoutAStream() throws Exception {
    HttpRequest.Builder head =
        rig.request("/v1/events").method("HEAD", HttpRequest.BodyPublishers.noBody());
    HttpResponse<String> answer = rig.send(head.build());
    assertEquals(200, answer.statusCode());
    assertEquals(
        "text/event-stream;charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals(0, rig.events.listeners());
    assertEquals(400, rig.send(head.header("Last-Event-ID", "x").build()).statusCode());
  }

  private static void readAll(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null) {
      line = lines.readLine();
    }
  }

  /** Of themselves: the server that stops has none left to cut, and waits for none. */
  @Test
  void shouldEndStreamsWhenTheServerEnds() throws Exception {
    try (BufferedReader lines = listen(null)) {
      rig.events.close();
      readAll(lines);
    }
    try (BufferedReader late = listen(null)) {
      readAll(late);
    }
  }

  /** It keeps its place no longer than the server's patience; who reads stays. */
  @Test
  void shouldCutWhoTakesNothing() throws Exception {
    String text = "x".repeat(16_384);
    try (HttpRig strict = new HttpRig(temp.resolve("strict"), 2_000);
        Socket stalled = new Socket();
        Socket reader = new Socket()) {
      URI at = URI.create(strict.server.url());
      for (Socket socket : List.of(stalled, reader)) {
        socket.connect(new InetSocketAddress(at.getHost(), at.getPort()));
        socket
            .getOutputStream()
            .write("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      }
      Thread.ofVirtual().start(() -> drain(reader));
      while (strict.events.listeners() < 2) {
        Thread.sleep(10);
      }
      // For ever, were it not cut: the test's own limit ends that.
      while (strict.events.listeners() == 2) {
        strict.system.news().tell(Event.Kind.LANE, "switch", text);
        Thread.sleep(5);
      }
      assertEquals(1, strict.events.listeners());
    }
  }

  private static void drain(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The test has ended.
    }
  }

  @Test
  void shouldTellWhatHappenedToOne() throws Exception {
    String body = rig.get("/v1/history?path=switch/bridges/br0/gen").body();
    assertTrue(body.contains("port gen added"), body);
    assertFalse(body.contains("port out added"), body);
    String none = rig.get("/v1/history?since=" + Long.MAX_VALUE).body();
    assertTrue(none.contains("\"events\":[]"), none);
  }
}
