package io.sluice.ring.virtqueue;

import java.util.List;

/**
 * A ring as whoever asks sees it, read from what its lane last knew: nobody's memory but ours is
 * touched for it.
 *
 * @param size 0 while it does not run
 * @param availIndex the guest's, as the lane has last seen it
 * @param lastAvailIndex up to where we have taken entries
 * @param usedIndex ours, as the guest has it
 * @param features negotiated, as bits
 * @param notificationsSent interrupts of the guest
 * @param notificationsSuppressed bursts after which the guest wanted none
 * @param regions where descriptors may point
 * @param fault what the guest did wrong; empty while it behaved
 */
public record RingView(
    boolean running,
    boolean enabled,
    int size,
    int availIndex,
    int lastAvailIndex,
    int usedIndex,
    long features,
    long notificationsSent,
    long notificationsSuppressed,
    List<GuestMemory.Region> regions,
    String fault) {}
