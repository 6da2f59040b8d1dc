package io.sluice.flow.pipeline;

/**
 * Changes nothing: refuses, and with it all changes that it is among, a packet whose actions could
 * not be carried out by the tables as they are at its place.
 */
public record PacketCheck(PacketOut packet) implements Change {}
