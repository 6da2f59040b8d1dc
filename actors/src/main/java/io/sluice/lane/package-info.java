/**
 * Lanes: pinned threads that are Akka dispatchers and poll rings between mailbox runs. Knows
 * nothing of packets; what is polled is a {@link io.sluice.lane.Poller}.
 */
package io.sluice.lane;
