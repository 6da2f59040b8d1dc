package io.sluice.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sluice.actors.Capture;
import io.sluice.capture.CaptureRequest;
import io.sluice.capture.Point;
import io.sluice.census.ActorView;
import io.sluice.daemon.api.PortWords;
import io.sluice.ring.testing.FrontEnd;
import io.sluice.ring.testing.GuestRam;
import io.sluice.ring.testing.GuestRing;
import io.sluice.ring.vhost.VirtioFeature;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server is as openapi.json says, and openapi.json is as the server is: every path of the one
 * is one of the other, and every answer has the fields that are written down, and no others.
 */
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_NS = 60_000_000_000L;

  @TempDir private static Path temp;
  private static HttpRig rig;
  private static GuestRam ram;
  private static FrontEnd guest;
  private static JsonNode api;
  private static JsonNode strict;

  @BeforeAll
  static void start() throws Exception {
    rig = new HttpRig(temp.resolve("run"));
    Path socket = temp.resolve("vh0.sock");
    rig.add(PortWords.parse("vh0", List.of("type=vhost-user", "mode=server", "path=" + socket)));
    rig.add(
        PortWords.parse(
            "vh1", List.of("type=vhost-user", "mode=client", "path=" + temp.resolve("no.sock"))));
    ram = new GuestRam(1 << 20);
    GuestRing receiving = new GuestRing(ram, 0, 256, 0);
    GuestRing transmitting = new GuestRing(ram, 1, 256, receiving.end());
    guest = FrontEnd.connect(socket, () -> {});
    guest.negotiate(VirtioFeature.VERSION_1 | VirtioFeature.PROTOCOL_FEATURES, 0);
    guest.setMemTable(ram);
    guest.startRing(receiving, 0);
    guest.startRing(transmitting, 0);
    guest.enableRing(0, true);
    guest.enableRing(1, true);
    guest.ask(FrontEnd.GET_FEATURES);
    api = JSON.readTree(rig.get("/v1/openapi.json").body());
    strict = asDefinitions(api.get("components").get("schemas"));
    closeObjects(strict);
  }

  @AfterAll
  static void end() throws Exception {
    guest.close();
    rig.close();
    ram.close();
  }

  /** A field that is not written down is a mistake here, if not for clients. */
  private static void closeObjects(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.has("properties")
        && object.path("type").asString("").equals("object")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApiTest::closeObjects);
  }

  /** As JSON Schema wants it: OpenAPI has its definitions elsewhere. */
  private static JsonNode asDefinitions(JsonNode schema) {
    return JSON.readTree(schema.toString().replace("#/components/schemas/", "#/$defs/"));
  }

  private static void assertFits(JsonNode schema, String body, String what) {
    ObjectNode whole = asDefinitions(schema).asObject();
    whole.set("$defs", strict);
    List<Error> errors =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(whole)
            .validate(JSON.readTree(body));
    assertEquals(List.of(), errors, what + ": " + body);
  }

  private static JsonNode answerOf(String path) {
    return api.get("paths").get(path).get("get").get("responses").get("200").get("content");
  }

  private static void assertAnswers(String documented, String path) throws Exception {
    HttpResponse<String> answer = rig.get(path);
    assertEquals(200, answer.statusCode(), path + ": " + answer.body());
    JsonNode json = answerOf(documented).get("application/json");
    if (json == null) {
      assertFalse(answer.body().isEmpty(), path);
      return;
    }
    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
    assertFits(json.get("schema"), answer.body(), path);
  }

  @Test
  void shouldHaveThePathsThatAreWrittenDownAndNoOthers() {
    List<String> written = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        written.add(method.toUpperCase() + " " + path.getKey());
      }
    }
    List<String> there =
        rig.server.handlers().stream().map(h -> h.replace('<', '{').replace('>', '}')).toList();
    assertEquals(new TreeSet<>(written), new TreeSet<>(there));
  }

  @Test
  void shouldAnswerAsItIsWrittenDown() throws Exception {
    int checked = 0;
    for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
      JsonNode get = path.getValue().get("get");
      if (get == null
          || path.getKey().contains("{")
          || answerOf(path.getKey()).has("text/event-stream")) {
        continue;
      }
      assertAnswers(path.getKey(), path.getKey());
      checked++;
      for (JsonNode parameter : get.path("parameters")) {
        String name = parameter.get("name").asString();
        if (name.equals("limit")) {
          assertAnswers(path.getKey(), path.getKey() + "?limit=1");
        } else if (name.equals("bridge")) {
          assertAnswers(path.getKey(), path.getKey() + "?bridge=br0");
        }
      }
    }
    assertTrue(checked > 10, "only " + checked);
  }

  @Test
  void shouldAnswerForEveryKindOfActor() throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (rig.system.census().find("switch/bridges/br0/vh0/device/queue-0") == null) {
      assertTrue(System.nanoTime() < deadline, "no queue pair");
      Thread.sleep(5);
    }
    Capture capture =
        rig.system
            .capture(
                new CaptureRequest(
                    Set.of(Point.DROP),
                    "gen",
                    OptionalInt.empty(),
                    OptionalLong.empty(),
                    null,
                    null,
                    100))
            .toCompletableFuture()
            .join();
    TreeSet<String> kinds = new TreeSet<>();
    for (ActorView actor : rig.system.census().all()) {
      String body = rig.get("/v1/actors/" + actor.path()).body();
      assertAnswers("/v1/actors/{path}", "/v1/actors/" + actor.path());
      assertTrue(JSON.readTree(body).get("details").isObject(), body);
      kinds.add(actor.kind());
    }
    assertNotNull(rig.system.census().find("switch/captures/1"));
    capture.close().toCompletableFuture().join();
    assertNull(rig.system.census().find("switch/captures/1"));
    assertEquals(
        new TreeSet<>(
            List.of(
                "Capture",
                "Switch",
                "LaneManager",
                "Lane",
                "Bridge",
                "Port",
                "VhostSession",
                "Virtqueue",
                "LocalDevice",
                "DeviceQueue")),
        kinds);
  }

  @Test
  void shouldShowARingsIndices() throws Exception {
    String path = "/v1/actors/switch/bridges/br0/vh0/device/queue-0";
    long deadline = System.nanoTime() + PATIENCE_NS;
    JsonNode ring = null;
    while (ring == null || !ring.get("running").asBoolean()) {
      assertTrue(System.nanoTime() < deadline, "still " + ring);
      JsonNode details = JSON.readTree(rig.get(path).body()).path("details");
      ring = details.path("rings").path(1).isMissingNode() ? null : details.get("rings").get(1);
    }
    assertEquals(256, ring.get("size").asInt());
    assertEquals("VERSION_1", ring.get("features").get(1).asString(), ring.toString());
    assertEquals(1 << 20, ring.get("regions").get(0).get("sizeBytes").asInt());
  }

  @Test
  void shouldHaveRatesWithTheSecondReading() throws Exception {
    for (String path : List.of("/v1/ports", "/v1/lanes")) {
      long deadline = System.nanoTime() + PATIENCE_NS;
      JsonNode rates;
      do {
        assertTrue(System.nanoTime() < deadline, "no rates of " + path);
        Thread.sleep(50);
        String body = rig.get(path).body();
        assertFits(answerOf(path).get("application/json").get("schema"), body, path);
        rates = JSON.readTree(body).get(path.substring(4)).get(0).get("rates");
      } while (rates.isNull());
    }
  }

  @Test
  void shouldAnswerMistakesWithProblems() throws Exception {
    Map<String, Integer> mistakes =
        Map.of(
            "/v1/flows?bridge=br7", 404,
            "/v1/flows?filter=nonsense", 400,
            "/v1/ports?limit=0", 400,
            "/v1/ports?limit=ten", 400,
            "/v1/ports?offset=-1", 400,
            "/v1/lanes?lane=1", 400,
            "/v1/actors/switch/nobody", 404,
            "/v1/history?since=x", 400,
            "/v1/nothing", 404);
    for (Map.Entry<String, Integer> mistake : mistakes.entrySet()) {
      HttpResponse<String> answer = rig.get(mistake.getKey());
      assertEquals(mistake.getValue(), answer.statusCode(), mistake + ": " + answer.body());
      assertEquals(
          "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
      assertFits(
          JSON.readTree("{\"$ref\": \"#/components/schemas/Problem\"}"),
          answer.body(),
          mistake.getKey());
    }
  }
}
