package io.sluice.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be changed, is seen at once; what cannot, leaves everything as it was. */
class ChangesTest {
  @TempDir private static Path temp;
  private static HttpRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = new HttpRig(temp.resolve("run"));
  }

  @AfterAll
  static void end() {
    rig.close();
  }

  private static String change(int status, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer = rig.change(method, path, body);
    assertEquals(status, answer.statusCode(), method + " " + path + ": " + answer.body());
    if (status >= 400) {
      assertEquals(
          "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    }
    return answer.body();
  }

  private static String get(String path) throws Exception {
    HttpResponse<String> answer = rig.get(path);
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body();
  }

  @Test
  void shouldAddAndDeleteBridgesAndPorts() throws Exception {
    assertEquals("{\"name\":\"br1\"}", change(201, "POST", "/v1/bridges", "{\"name\":\"br1\"}"));
    assertTrue(get("/v1/bridges").contains("\"br1\""));
    assertEquals(
        "{\"name\":\"p\",\"ofport\":7}",
        change(
            201,
            "POST",
            "/v1/bridges/br1/ports",
            "{\"name\":\"p\",\"options\":{\"type\":\"sink\",\"ofport\":7}}"));
    assertTrue(get("/v1/ports?bridge=br1").contains("\"name\":\"p\""));
    change(409, "POST", "/v1/bridges", "{\"name\":\"br1\"}");
    change(404, "DELETE", "/v1/bridges/br1/ports/q", "");
    change(204, "DELETE", "/v1/bridges/br1/ports/p", "");
    assertTrue(get("/v1/ports?bridge=br1").contains("\"total\":0"));
    change(204, "DELETE", "/v1/bridges/br1", "");
    change(404, "DELETE", "/v1/bridges/br1", "");
    change(404, "POST", "/v1/bridges/br1/ports", "{\"name\":\"p\"}");
  }

  @Test
  void shouldAddAllFlowsOrNoneAndDeleteThem() throws Exception {
    change(
        204,
        "POST",
        "/v1/flows?bridge=br0",
        "{\"flows\":[\"priority=7,in_port=gen,actions=output:2\",\"priority=8,tcp,actions=drop\"]}");
    String flows = get("/v1/flows?bridge=br0");
    assertTrue(flows.contains("\"priority\":7"), flows);
    assertTrue(flows.contains("\"priority\":8"), flows);
    String wrong =
        change(
            400,
            "POST",
            "/v1/flows?bridge=br0",
            "{\"flows\":[\"priority=9,actions=drop\",\"priority=10,nonsense=1,actions=drop\"]}");
    assertTrue(wrong.contains("flows:2: column 13"), wrong);
    assertTrue(!get("/v1/flows?bridge=br0").contains("\"priority\":9"), "half of them");
    change(204, "DELETE", "/v1/flows?bridge=br0&filter=priority%3D8,tcp&strict=true", "");
    assertTrue(!get("/v1/flows?bridge=br0").contains("\"priority\":8"));
    assertTrue(get("/v1/flows?bridge=br0&filter=in_port=gen").contains("\"priority\":7"));
  }

  @Test
  void shouldRefuseBadBodies() throws Exception {
    String ports = "/v1/bridges/br0/ports";
    change(400, "POST", "/v1/bridges", "");
    change(400, "POST", "/v1/bridges", "[]");
    change(400, "POST", "/v1/bridges", "{\"name\":1}");
    change(400, "POST", "/v1/bridges", "{\"name\":\"a b\"}");
    change(400, "POST", "/v1/bridges", "{\"name\":\"b\",\"colour\":\"red\"}");
    change(400, "POST", "/v1/bridges", "{\"name\":\"b\"");
    change(400, "POST", "/v1/bridges", "{\"name\":" + "[".repeat(100_000));
    change(400, "POST", ports, "{\"name\":\"p\",\"options\":[]}");
    change(400, "POST", ports, "{\"name\":\"p\",\"options\":{\"type\":{}}}");
    change(400, "POST", ports, "{\"name\":\"p\",\"options\":{\"type\":\"bus\"}}");
    change(400, "POST", "/v1/flows", "{\"flows\":\"priority=1,actions=drop\"}");
    change(400, "POST", "/v1/flows", "{\"flows\":[\"# nothing\"]}");
    change(400, "DELETE", "/v1/flows?strict=perhaps", "");
    change(413, "POST", "/v1/bridges", "{\"name\":\"" + "x".repeat(9 << 20) + "\"}");
    HttpResponse<String> text =
        rig.send(
            rig.request("/v1/bridges")
                .header("Authorization", "Bearer " + rig.token())
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"b\"}"))
                .build());
    assertEquals(415, text.statusCode(), text.body());
    assertTrue(!get("/v1/bridges").contains("\"b\""), "a bridge was made");
  }

  @Test
  void shouldWantTheTokenForEachChange() throws Exception {
    HttpResponse<String> answer =
        rig.send(
            rig.request("/v1/bridges")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"br9\"}"))
                .build());
    assertEquals(401, answer.statusCode());
    assertTrue(!get("/v1/bridges").contains("br9"));
  }
}
