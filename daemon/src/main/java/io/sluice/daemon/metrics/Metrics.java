package io.sluice.daemon.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchState;
import io.sluice.flow.cache.LookupView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Answers a scrape: asks the switch as {@code show} does, and writes what it says. Stateless;
 * several may ask at once.
 */
public final class Metrics {
  private final SwitchApi api;
  private final Supplier<Map<String, Integer>> openFlow;
  private final String version;

  /**
   * @param openFlow connections by bridge
   * @param version of the switch
   */
  public Metrics(SwitchApi api, Supplier<Map<String, Integer>> openFlow, String version) {
    this.api = api;
    this.openFlow = openFlow;
    this.version = version;
  }

  /**
   * The text of one scrape.
   *
   * @param mediaType as an HTTP Content-Type
   */
  public record Exposition(String mediaType, byte[] text) {}

  /**
   * Reads all values.
   *
   * @param accept as the header; OpenMetrics when it asks for that, else Prometheus' text format
   */
  public CompletionStage<Exposition> scrape(String accept) {
    return read().thenApply(samples -> write(samples.snapshots(), accept));
  }

  CompletionStage<Samples> read() {
    return api.state().thenCompose(this::read);
  }

  private CompletionStage<Samples> read(SwitchState state) {
    Map<String, CompletableFuture<List<LookupView>>> lookups = new LinkedHashMap<>();
    for (SwitchState.Bridge bridge : state.bridges()) {
      // A bridge that is deleted meanwhile has none.
      lookups.put(
          bridge.name(),
          api.look(bridge.name(), 0).exceptionally(e -> List.of()).toCompletableFuture());
    }
    return CompletableFuture.allOf(lookups.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all -> {
              Samples samples = new Samples();
              samples.add(Family.BUILD, 1, version, Runtime.version().toString());
              SwitchMetrics.write(state, samples);
              lookups.forEach((name, view) -> SwitchMetrics.write(name, view.join(), samples));
              SwitchMetrics.write(openFlow.get(), samples);
              Jvm.write(samples);
              return samples;
            });
  }

  static Exposition write(MetricSnapshots snapshots, String accept) {
    ExpositionFormatWriter writer =
        accept != null && accept.contains("application/openmetrics-text")
            ? OpenMetricsTextFormatWriter.create()
            : PrometheusTextFormatWriter.create();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, snapshots);
    } catch (IOException e) {
      throw new IllegalStateException(e); // of bytes in memory
    }
    return new Exposition(writer.getContentType(), text.toByteArray());
  }
}
