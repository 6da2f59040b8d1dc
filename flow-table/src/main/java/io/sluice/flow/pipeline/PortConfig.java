package io.sluice.flow.pipeline;

import java.util.Set;

/**
 * A port as the pipeline sees it.
 *
 * @param live its link is up: groups that watch it may use it
 * @param flags what controllers have set, as OpenFlow's ofp_port_config has it
 */
public record PortConfig(
    int ofport, String name, VlanMode vlan, boolean live, Set<PortConfig.Flag> flags) {
  /** What a port is not to do. OpenFlow 1.0.1, 5.2.1; 1.3.5, 7.2.1. */
  public enum Flag {
    /** Anything. */
    PORT_DOWN,
    /** Take packets in. */
    NO_RECV,
    /** Be among the ports of a flood. */
    NO_FLOOD,
    /** Send. */
    NO_FWD,
    /** Have its packets that no rule matches told of. */
    NO_PACKET_IN
  }

  public PortConfig {
    flags = Set.copyOf(flags);
  }

  /** A port without flags. */
  public PortConfig(int ofport, String name, VlanMode vlan, boolean live) {
    this(ofport, name, vlan, live, Set.of());
  }

  /** A port that is up, without flags. */
  public PortConfig(int ofport, String name, VlanMode vlan) {
    this(ofport, name, vlan, true);
  }

  public boolean receives() {
    return !flags.contains(Flag.PORT_DOWN) && !flags.contains(Flag.NO_RECV);
  }

  public boolean sends() {
    return !flags.contains(Flag.PORT_DOWN) && !flags.contains(Flag.NO_FWD);
  }

  public boolean floods() {
    return !flags.contains(Flag.NO_FLOOD);
  }
}
