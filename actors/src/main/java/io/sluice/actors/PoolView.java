package io.sluice.actors;

import java.util.Map;

/**
 * A packet pool for who looks at it.
 *
 * @param usedBy chunks by owner
 * @param suspects chunks that an owner has held for longer than {@code suspectAfterSeconds}
 * @param doubleFrees of packets that were free: each is a defect
 * @param foreignFrees of what is not the pool's: likewise
 */
public record PoolView(
    String name,
    boolean hugePages,
    int chunkSizeBytes,
    int chunks,
    int free,
    Map<String, Integer> usedBy,
    Map<String, Integer> suspects,
    int suspectAfterSeconds,
    long doubleFrees,
    long foreignFrees) {}
