package io.sluice.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.daemon.config.HttpSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is answered, who is not, and how. */
class HttpServerTest {
  @TempDir private static Path temp;
  private static HttpRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = new HttpRig(temp.resolve("run"));
  }

  @AfterAll
  static void end() {
    rig.close();
    assertFalse(Files.exists(HttpServer.urlFile(rig.runDir)), "http.url outlives its server");
  }

  @Test
  void shouldSayWhereItIs() throws Exception {
    assertEquals(rig.server.url(), Files.readString(HttpServer.urlFile(rig.runDir)).strip());
    HttpResponse<String> answer = rig.get("/v1");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("\"/v1/switch\""), answer.body());
  }

  @Test
  void shouldLetOnlyTheOwnerReadTheToken() throws Exception {
    Path token = rig.runDir.resolve("http.token");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
    assertEquals(64, rig.token().length());
  }

  @Test
  void shouldAnswerWhatItDoesNotKnowWithAProblem() throws Exception {
    HttpResponse<String> missing = rig.get("/v1/nothing");
    assertProblem(missing, 404);
    assertTrue(missing.body().contains("\"instance\":\"/v1/nothing\""), missing.body());
    HttpResponse<String> method = rig.change("PUT", "/v1/switch", "{}");
    assertProblem(method, 405);
    assertEquals("GET, HEAD", method.headers().firstValue("Allow").orElse(""));
  }

  /** As when its jar was replaced. */
  @Test
  void shouldAnswerWhereAClassIsMissing() throws Exception {
    Routes broken =
        routes ->
            routes.get(
                "/v1/broken",
                ctx -> {
                  throw new NoClassDefFoundError("io/sluice/Missing");
                });
    HttpSettings settings =
        new HttpSettings(new InetSocketAddress("127.0.0.1", 0), true, null, null);
    try (HttpServer server =
        HttpServer.open(settings, Files.createDirectory(temp.resolve("broken")), List.of(broken))) {
      server.start();
      server.awaitStarted();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + "/v1/broken"))
              .timeout(Duration.ofSeconds(60))
              .build();
      assertEquals(500, rig.send(request).statusCode());
    }
  }

  @Test
  void shouldAnswerHeadAsGet() throws Exception {
    for (String path :
        new String[] {
          "/v1", "/v1/flows?bridge=br0", "/v1/flows?bridge=none", "/v1/actors/switch",
          "/v1/actors/nobody", "/v1/flows?bridge=br0&limit=x", "/metrics", "/v1/nothing"
        }) {
      HttpResponse<String> get = rig.get(path);
      HttpResponse<String> head =
          rig.send(rig.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
      assertEquals(get.statusCode(), head.statusCode(), path);
      assertEquals(
          get.headers().firstValue("Content-Type"),
          head.headers().firstValue("Content-Type"),
          path);
      assertEquals("", head.body());
    }
  }

  @Test
  void shouldRefuseParametersThatItDoesNotKnowOrThatAreThereTwice() throws Exception {
    assertProblem(rig.get("/metrics?x=1"), 400);
    assertProblem(rig.get("/v1/actors?limit=1&limit=2"), 400);
    assertProblem(rig.get("/v1/flows?bridge=br0&bridge=br0"), 400);
    assertEquals(200, rig.get("/v1/flows?bridge=br0&limit=1&offset=1").statusCode());
  }

  @Test
  void shouldSayItsAddressAsItWasAskedFor() throws Exception {
    for (String address : new String[] {"0.0.0.0", "127.0.0.1"}) {
      HttpSettings settings = new HttpSettings(new InetSocketAddress(address, 0), true, null, null);
      try (Listening listening = Listening.open(settings)) {
        String text = Listening.text(listening.address());
        assertTrue(text.startsWith(address + ":"), text);
      }
    }
  }

  @Test
  void shouldWantTheTokenForChanges() throws Exception {
    HttpResponse<String> without = rig.send(rig.request("/v1/switch").DELETE().build());
    assertProblem(without, 401);
    assertTrue(without.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Bearer"));
    HttpResponse<String> wrong =
        rig.send(
            rig.request("/v1/switch")
                .header("Authorization", "Bearer " + "0".repeat(64))
                .DELETE()
                .build());
    assertProblem(wrong, 401);
  }

  /** A page of the internet has its name point to 127.0.0.1. */
  @Test
  void shouldNotAnswerToAnotherHost() throws Exception {
    for (String host : new String[] {"evil.example", "evil.example:80", "localhost.evil.example"}) {
      String answer = raw("GET /v1 HTTP/1.1", host);
      assertTrue(answer.startsWith("HTTP/1.1 421 "), answer);
      assertTrue(answer.contains("application/problem+json"), answer);
    }
    for (String host : new String[] {"localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST:99"}) {
      String answer = raw("GET /v1 HTTP/1.1", host);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertFalse(answer.toLowerCase().contains("access-control"), answer);
    }
  }

  @Test
  void shouldAnswerToTheAddressWhereItIs() throws Exception {
    HttpSettings other = new HttpSettings(new InetSocketAddress("127.0.0.2", 0), true, null, null);
    try (HttpRig there = new HttpRig(temp.resolve("other"), other, 20_000)) {
      assertEquals(200, there.get("/v1").statusCode());
    }
  }

  @Test
  void shouldAnswerBrokenRequestsWithAProblemToo() throws Exception {
    for (String line :
        new String[] {"GET /v1/%zz HTTP/1.1", "GET /v1/../../etc HTTP/1.1", "FOO BAR BAZ"}) {
      String answer = raw(line, "localhost");
      assertTrue(answer.matches("(?s)HTTP/1.1 [45]\\d\\d .*"), line + ": " + answer);
      assertTrue(answer.contains("application/problem+json"), line + ": " + answer);
    }
  }

  private static String raw(String line, String host) throws Exception {
    return rig.raw(line + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  private static void assertProblem(HttpResponse<String> answer, int status) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    assertTrue(answer.body().contains("\"status\":" + status), answer.body());
  }
}
