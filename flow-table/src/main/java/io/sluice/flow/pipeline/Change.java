package io.sluice.flow.pipeline;

/** What a user changes of a bridge's pipeline; some of them in a list are applied all or none. */
public sealed interface Change permits FlowMod, GroupMod, MeterMod, PacketCheck {}
