package io.sluice.flow.pipeline;

/** A port as the pipeline sees it. */
public record PortConfig(int ofport, String name, VlanMode vlan) {}
