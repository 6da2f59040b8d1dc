package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * A group's counters.
 *
 * @param references how many flows and groups use it
 * @param buckets each bucket's
 */
public record GroupStats(
    long group,
    long references,
    long packets,
    long bytes,
    long seconds,
    long nanoseconds,
    List<BucketCounter> buckets) {

  public record BucketCounter(long packets, long bytes) {
    static final Struct<BucketCounter> LAYOUT =
        (w, b) ->
            new BucketCounter(w.u64(b, BucketCounter::packets), w.u64(b, BucketCounter::bytes));
  }

  static final Struct<GroupStats> LAYOUT =
      (w, g) ->
          w.span(
              w.length(),
              2,
              () ->
                  new GroupStats(
                      w.pad(2).u32(g, GroupStats::group),
                      w.u32(g, GroupStats::references),
                      w.pad(4).u64(g, GroupStats::packets),
                      w.u64(g, GroupStats::bytes),
                      w.u32(g, GroupStats::seconds),
                      w.u32(g, GroupStats::nanoseconds),
                      w.list(g, GroupStats::buckets, BucketCounter.LAYOUT)));
}
