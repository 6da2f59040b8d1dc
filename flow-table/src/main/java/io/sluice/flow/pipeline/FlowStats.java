package io.sluice.flow.pipeline;

/**
 * A flow and what it did.
 *
 * @param flow as an ADD
 * @param durationNs since it was added
 * @param idleAgeNs since its last packet (or since it was added)
 */
public record FlowStats(FlowMod flow, long packets, long bytes, long durationNs, long idleAgeNs) {}
