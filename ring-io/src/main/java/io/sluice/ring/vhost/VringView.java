package io.sluice.ring.vhost;

import java.util.OptionalInt;

/**
 * What the front end said about one ring, for whoever asks.
 *
 * @param ring even: to the guest; odd: from it
 * @param started a kick came since it was stopped for good
 * @param enabled what SET_VRING_ENABLE said
 * @param running a lane has it
 * @param kickFd empty: none; so are the others
 * @param waitsFor why it does not run; empty when it may
 */
public record VringView(
    int ring,
    int size,
    boolean started,
    boolean enabled,
    boolean running,
    OptionalInt kickFd,
    OptionalInt callFd,
    OptionalInt errFd,
    String waitsFor) {}
