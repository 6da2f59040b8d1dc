package io.sluice.flow.cache;

/** Megaflows of one mask. Owned by the lane. */
final class Subtable {}
