package io.sluice.daemon.http;

import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchSettings;
import io.sluice.actors.SwitchSystem;
import io.sluice.daemon.api.Companions;
import io.sluice.daemon.api.PortWords;
import io.sluice.daemon.api.Requests;
import io.sluice.daemon.config.HttpSettings;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.daemon.metrics.Metrics;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A switch of this process with bridge br0, a generator and a sink, and its HTTP server. */
final class HttpRig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final SwitchSystem system;
  final HttpServer server;
  final Path runDir;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String token;

  final EventRoutes events;

  HttpRig(Path runDir) throws Exception {
    this(runDir, 20_000);
  }

  /** With so much patience with clients that do nothing. */
  HttpRig(Path runDir, int idleMs) throws Exception {
    this(
        runDir,
        new HttpSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), true, null, null),
        idleMs);
  }

  /** Somewhere else. */
  HttpRig(Path runDir, HttpSettings http, int idleMs) throws Exception {
    this.runDir = runDir;
    SwitchSettings settings = new SwitchSettings(Lanes.unpinned(1, IdleMode.BACKOFF), runDir, 1024);
    system = SwitchSystem.start(settings);
    SwitchConfig config = new SwitchConfig(runDir, settings, List.of());
    Requests requests = new Requests(system, Companions.NONE);
    List<Routes> routes =
        new ArrayList<>(Kinds.all(new Sources(system, system, requests, config, runDir)));
    routes.add(new MetricsRoutes(new Metrics(system, Map::of, "test")));
    events =
        routes.stream()
            .filter(EventRoutes.class::isInstance)
            .map(EventRoutes.class::cast)
            .findFirst()
            .orElseThrow();
    server = HttpServer.open(http, runDir, routes, idleMs);
    server.start();
    server.awaitStarted();
    token = Files.readString(runDir.resolve("http.token")).strip();
    system.addBridge("br0").toCompletableFuture().join();
    add(PortWords.parse("gen", List.of("type=generator", "ofport=1", "rate=1000")));
    add(PortWords.parse("out", List.of("type=sink", "ofport=2")));
  }

  void add(PortSpec port) {
    system.addPort("br0", port).toCompletableFuture().join();
  }

  String token() {
    return token;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  /** A change; with the token. */
  HttpResponse<String> change(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(PATIENCE);
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The whole answer to these very bytes; the request must ask that the connection be closed. */
  String raw(String request) throws IOException {
    URI uri = URI.create(server.url());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    server.close();
    system.stop().toCompletableFuture().join();
  }
}
