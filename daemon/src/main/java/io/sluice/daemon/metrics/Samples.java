package io.sluice.daemon.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of one scrape, by family and labels. Owned by the thread that answers it. */
final class Samples {
  private final Map<Family, Map<Labels, Double>> values = new EnumMap<>(Family.class);

  /** A value; of the same labels again it replaces the one before: no series is there twice. */
  void add(Family family, double value, String... labels) {
    String[] names = family.labels().toArray(String[]::new);
    values.computeIfAbsent(family, f -> new LinkedHashMap<>()).put(Labels.of(names, labels), value);
  }

  /** As the client library writes them; families that have no value are not there. */
  MetricSnapshots snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    values.forEach((family, points) -> all.add(snapshot(family, points)));
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot snapshot(Family family, Map<Labels, Double> values) {
    MetricMetadata about = new MetricMetadata(family.base(), family.help());
    return switch (family.kind()) {
      case COUNTER -> {
        List<CounterDataPointSnapshot> points = points();
        values.forEach((labels, v) -> points.add(new CounterDataPointSnapshot(v, labels, null, 0)));
        yield new CounterSnapshot(about, points);
      }
      case GAUGE -> {
        List<GaugeDataPointSnapshot> points = points();
        values.forEach((labels, v) -> points.add(new GaugeDataPointSnapshot(v, labels, null)));
        yield new GaugeSnapshot(about, points);
      }
      case INFO -> {
        List<InfoDataPointSnapshot> points = points();
        values.forEach((labels, v) -> points.add(new InfoDataPointSnapshot(labels)));
        yield new InfoSnapshot(about, points);
      }
    };
  }

  private static <T extends DataPointSnapshot> List<T> points() {
    return new ArrayList<>();
  }
}
