package io.sluice.lane;

import java.util.OptionalInt;

/**
 * A lane as configured.
 *
 * @param index from 0, without gaps
 * @param cpu to pin to; empty: not pinned
 * @param idle what it does without work
 */
public record LaneSpec(int index, OptionalInt cpu, IdleMode idle) {}
