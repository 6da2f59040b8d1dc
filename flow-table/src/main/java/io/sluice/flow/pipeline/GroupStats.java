package io.sluice.flow.pipeline;

import java.util.List;

/**
 * A group and what it did.
 *
 * @param group as an ADD
 * @param references flows that use it
 * @param bucketPackets of each bucket, as are bytes
 */
public record GroupStats(
    GroupMod group,
    int references,
    long packets,
    long bytes,
    List<Long> bucketPackets,
    List<Long> bucketBytes,
    long durationNs) {}
