package io.sluice.openflow.message;

import io.sluice.openflow.message.GroupStats.BucketCounter;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * A meter's counters.
 *
 * @param bands what each band dropped or remarked
 */
public record MeterStats(
    long meter,
    long flows,
    long packets,
    long bytes,
    long seconds,
    long nanoseconds,
    List<BucketCounter> bands) {
  static final Struct<MeterStats> LAYOUT =
      (w, m) -> {
        long meter = w.u32(m, MeterStats::meter);
        return w.span(
            w.length(),
            6,
            () ->
                new MeterStats(
                    meter,
                    w.pad(6).u32(m, MeterStats::flows),
                    w.u64(m, MeterStats::packets),
                    w.u64(m, MeterStats::bytes),
                    w.u32(m, MeterStats::seconds),
                    w.u32(m, MeterStats::nanoseconds),
                    w.list(m, MeterStats::bands, BucketCounter.LAYOUT)));
      };
}
