package io.sluice.actors;

import io.sluice.flow.cache.Punt;

/**
 * A packet for a bridge's controllers.
 *
 * @param inPort the OpenFlow port that it came in on
 * @param punt what sent it, and what the pipeline knew
 * @param frame all of it, from the destination MAC on, as the actions so far have made it
 */
public record PacketIn(int inPort, Punt punt, byte[] frame) {}
