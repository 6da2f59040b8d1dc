package io.sluice.flow.pipeline;

/**
 * A table and what it did.
 *
 * @param matched packets that its flows matched, those too that are gone
 */
public record TableStats(int table, int flows, long matched) {}
