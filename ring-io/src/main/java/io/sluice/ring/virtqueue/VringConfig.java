package io.sluice.ring.virtqueue;

import io.sluice.ring.os.EventSignal;

/**
 * Everything a virtqueue needs to run one ring, made by the vhost session when the ring may run. A
 * change (new memory table, enable, call fd) stops the ring, which yields its indices, and starts
 * it again with a new one of these.
 *
 * @param size descriptors, a power of two up to 32768
 * @param descriptors address here of the descriptor table, {@code 16 * size} bytes, all in one
 *     region
 * @param available address here of the avail ring, {@code 6 + 2 * size} bytes, aligned to 2
 * @param used address here of the used ring, {@code 6 + 8 * size} bytes, aligned to 4
 * @param availIndex the next avail entry to take (free-running, 16 bits)
 * @param usedIndex the next used entry to write (free-running, 16 bits)
 * @param features the negotiated virtio features
 * @param call interrupts the guest, null when the front end gave no descriptor; the lane's while
 *     the ring runs
 * @param enabled false: discard what the guest transmits, give it nothing to receive
 * @param memory where descriptors point
 */
public record VringConfig(
    int size,
    long descriptors,
    long available,
    long used,
    int availIndex,
    int usedIndex,
    long features,
    EventSignal call,
    boolean enabled,
    GuestMemory memory) {}
