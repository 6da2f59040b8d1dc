package io.sluice.flow.pipeline;

import java.util.List;

/**
 * A meter and what it did.
 *
 * @param meter as an ADD
 * @param flows that use it
 * @param bandPackets what each band was applied to, as are bytes
 */
public record MeterStats(
    MeterMod meter,
    int flows,
    long packets,
    long bytes,
    List<Long> bandPackets,
    List<Long> bandBytes,
    long durationNs) {}
