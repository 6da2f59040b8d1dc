package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;

/**
 * A table's counters.
 *
 * @param name 1.0 only, as the two after it
 * @param wildcards bits of {@link io.sluice.openflow.match.Match10#wildcards}
 */
public record TableStats(
    int table,
    String name,
    long wildcards,
    long maxEntries,
    long active,
    long lookups,
    long matches) {
  private static final int NAME = 32;

  static final Struct<TableStats> LAYOUT =
      (w, t) -> {
        int table = w.u8(t, TableStats::table);
        w.pad(3);
        return new TableStats(
            table,
            w.is10() ? w.text(NAME, t, TableStats::name) : "",
            w.is10() ? w.u32(t, TableStats::wildcards) : 0,
            w.is10() ? w.u32(t, TableStats::maxEntries) : 0,
            w.u32(t, TableStats::active),
            w.u64(t, TableStats::lookups),
            w.u64(t, TableStats::matches));
      };
}
