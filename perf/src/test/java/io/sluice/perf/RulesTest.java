package io.sluice.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
  @Test
  void shouldBeWhatTheGeneratorWrites() throws Exception {
    assertEquals(Rules.port(), resource("port"));
    assertEquals(Rules.prefix27(), resource("prefix27"));
    assertEquals(Rules.masks(), resource("masks"));
    assertEquals(Rules.masks100(), resource("masks100"));
  }

  @Test
  void shouldHaveAsManyMasksAsTheyClaim() {
    assertEquals(512, Rules.prefix27().size());
    assertEquals(
        "priority=100,ip,in_port=2,nw_dst=10.253.31.224/27,actions=output:1",
        Rules.prefix27().getLast());
    assertEquals(48, masks(Rules.masks()));
    assertEquals(100, masks(Rules.masks100()));
  }

  private static long masks(List<String> rules) {
    return rules.stream()
        .filter(r -> r.contains("nw_dst"))
        .map(r -> r.replaceAll(".*/([0-9]+)(,tp_src)?[^,]*(,tp_dst)?.*", "$1$2$3"))
        .distinct()
        .count();
  }

  @Test
  void shouldTakeTheMiddleOfSeveralRuns() {
    assertEquals(2, VhostRun.median(List.of(9.0, 1.0, 2.0)));
    assertEquals(3, VhostRun.median(List.of(4.0, 2.0)));
  }

  private static List<String> resource(String name) throws Exception {
    try (InputStream in = Rules.class.getResourceAsStream("/rules/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
