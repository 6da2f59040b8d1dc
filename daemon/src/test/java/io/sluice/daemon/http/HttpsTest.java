package io.sluice.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.daemon.config.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another address than loopback: TLS, and the token for everything. */
class HttpsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path temp;
  private HttpRig rig;
  private HttpClient client;
  private URI at;

  @BeforeEach
  void start() throws Exception {
    KeyStore own = own();
    Path key = pem("key.pem", "PRIVATE KEY", own.getKey("sw", PASSWORD).getEncoded());
    Path certificate = pem("cert.pem", "CERTIFICATE", own.getCertificate("sw").getEncoded());
    rig =
        new HttpRig(
            temp.resolve("run"),
            new HttpSettings(
                new InetSocketAddress("0.0.0.0", 0),
                true,
                null,
                new HttpSettings.Tls(certificate, key)),
            20_000);
    at = URI.create("https://127.0.0.1:" + URI.create(rig.server.url()).getPort());
    client = HttpClient.newBuilder().sslContext(trusting(own)).build();
  }

  @AfterEach
  void end() {
    client.shutdownNow();
    rig.close();
  }

  @Test
  void shouldAnswerOnlyWhoShowsTheToken() throws Exception {
    assertTrue(rig.server.url().startsWith("https://"), rig.server.url());
    for (String path : new String[] {"/", "/v1", "/v1/events", "/metrics", "/nothing"}) {
      HttpResponse<String> without = send(request(path));
      assertEquals(401, without.statusCode(), path);
      assertTrue(without.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic"));
    }
    assertEquals(401, send(request("/v1").header("Authorization", basic("wrong"))).statusCode());
    assertEquals(
        200, send(request("/v1").header("Authorization", basic(rig.token()))).statusCode());
    assertEquals(
        200, send(request("/v1").header("Authorization", "Bearer " + rig.token())).statusCode());
  }

  /** A browser sends a password with whatever another page has it send. */
  @Test
  void shouldChangeNothingForAPassword() throws Exception {
    assertEquals(401, change(basic(rig.token())).statusCode());
    assertEquals(201, change("Bearer " + rig.token()).statusCode());
  }

  @Test
  void shouldNotSpeakPlainly() throws Exception {
    String answer;
    try {
      answer = rig.raw("GET /v1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    } catch (IOException e) {
      answer = ""; // cut is as good
    }
    assertFalse(answer.contains("HTTP/1.1 200"), answer);
    assertFalse(answer.contains("/v1/switch"), answer);
  }

  private HttpResponse<String> change(String authorization) throws Exception {
    return send(
        request("/v1/bridges")
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"br9\"}")));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at.resolve(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String basic(String password) {
    byte[] text = ("any:" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(text);
  }

  /** A key and a certificate signed by itself, from the JDK's keytool. */
  private KeyStore own() throws Exception {
    Path store = temp.resolve("own.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "sw",
                "-keyalg",
                "EC",
                "-dname",
                "CN=sw",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, keytool.exitValue());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static SSLContext trusting(KeyStore own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("sw", own.getCertificate("sw"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private Path pem(String file, String what, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        temp.resolve(file),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, body));
  }
}
