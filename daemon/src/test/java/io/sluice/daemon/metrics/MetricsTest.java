package io.sluice.daemon.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchSettings;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchSystem;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scrape of a switch at work, read as Prometheus reads it. */
class MetricsTest {
  @TempDir private static Path temp;
  private static SwitchSystem sluice;
  private static Metrics metrics;

  @BeforeAll
  static void start() throws Exception {
    sluice =
        SwitchSystem.start(new SwitchSettings(Lanes.unpinned(2, IdleMode.BACKOFF), temp, 1024));
    get(sluice.addBridge("br0"));
    get(sluice.addPort("br0", new PortSpec.Sink(MetricsRig.common("out"))));
    get(sluice.addPort("br0", MetricsRig.generator("in")));
    get(sluice.ready());
    metrics = new Metrics(sluice, () -> Map.of("br0", 3), "1.2.3");
  }

  @AfterAll
  static void stop() throws Exception {
    get(sluice.stop());
  }

  private static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static Scrape scrape() throws Exception {
    Metrics.Exposition text = get(metrics.scrape(null));
    assertTrue(text.mediaType().startsWith("text/plain; version=0.0.4"), text.mediaType());
    return Scrape.parse(text.text());
  }

  @Test
  void shouldSayWhatTheCountersSay() throws Exception {
    String in = "{bridge=\"br0\",port=\"in\"}";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (scrape().value("sluice_port_received_packets_total" + in) == 0) {
      assertTrue(System.nanoTime() < deadline, "nothing was received");
    }
    SwitchState before = get(sluice.state());
    Scrape between = scrape();
    SwitchState after = get(sluice.state());
    double packets = between.value("sluice_port_received_packets_total" + in);
    assertTrue(port(before, "in").rxPackets() <= packets, "less than before");
    assertTrue(packets <= port(after, "in").rxPackets(), "more than after");
    double bytes = between.value("sluice_port_received_bytes_total" + in);
    assertTrue(port(before, "in").rxBytes() <= bytes && bytes <= port(after, "in").rxBytes());
    assertTrue(between.value("sluice_lane_lookups_total{lane=\"0\",tier=\"slow\"}") >= 0);
    assertEquals(3, between.value("sluice_openflow_connections{bridge=\"br0\"}"));
    assertEquals(2, between.value("sluice_bridge_ports{bridge=\"br0\"}"));
    assertEquals(1, between.value("sluice_bridge_flows{bridge=\"br0\"}"));
    assertEquals(1024, between.value("sluice_pool_chunks"));
    assertEquals(0, between.value("sluice_ports_omitted"));
    assertEquals(
        1,
        between.value("sluice_port_info{bridge=\"br0\",kind=\"sink\",ofport=\"1\",port=\"out\"}"));
    assertTrue(between.names().contains("sluice_megaflows"), between.names().toString());
    assertTrue(between.value("sluice_heap_used_bytes") > 0);
    double busy = between.value("sluice_lane_busy_ratio{lane=\"0\"}");
    assertTrue(busy >= 0 && busy <= 1, "" + busy);
  }

  /** Every family but those of what did not happen here. */
  @Test
  void shouldHaveEveryMetricThatThereIs() throws Exception {
    Set<Family> missing = EnumSet.allOf(Family.class);
    Set<String> names = scrape().names();
    missing.removeIf(family -> names.contains(family.sampleName()));
    missing.remove(Family.PORT_DROPPED_PACKETS);
    missing.remove(Family.LANE_DROPPED_PACKETS);
    missing.remove(Family.POOL_USED_CHUNKS);
    assertEquals(Set.of(), missing);
    Set<String> unknown = new HashSet<>(names);
    for (Family family : Family.values()) {
      unknown.remove(family.sampleName());
    }
    assertEquals(Set.of(), unknown);
  }

  @Test
  void shouldWriteOpenMetricsWhenAsked() throws Exception {
    Metrics.Exposition open =
        get(metrics.scrape("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
    assertTrue(open.mediaType().startsWith("application/openmetrics-text"), open.mediaType());
    assertTrue(
        new String(open.text(), java.nio.charset.StandardCharsets.UTF_8).endsWith("# EOF\n"));
  }

  @Test
  void shouldBoundItsSeriesWhateverPortsThereAre() {
    SwitchState.Port one = MetricsRig.port("p", Map.of("queue full", 1L, "no rule", 2L));
    List<SwitchState.Port> ports =
        java.util.stream.IntStream.range(0, SwitchMetrics.MAX_PORTS + 500)
            .mapToObj(i -> MetricsRig.named(one, "p" + i))
            .toList();
    Samples samples = new Samples();
    SwitchMetrics.write(MetricsRig.state(ports), samples);
    Scrape scrape = Scrape.parse(Metrics.write(samples.snapshots(), null).text());
    assertEquals(500, scrape.value("sluice_ports_omitted"));
    assertEquals(SwitchMetrics.MAX_PORTS, scrape.count("sluice_port_up"));
    assertEquals(2 * SwitchMetrics.MAX_PORTS, scrape.count("sluice_port_dropped_packets_total"));
    assertFalse(scrape.has("sluice_port_up{bridge=\"br0\",port=\"p1000\"}"));
    assertEquals(
        2,
        scrape.value(
            "sluice_port_dropped_packets_total{bridge=\"br0\",port=\"p7\",reason=\"no rule\"}"));
  }

  private static SwitchState.Port port(SwitchState state, String name) {
    return state.bridges().getFirst().ports().stream()
        .filter(port -> port.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
