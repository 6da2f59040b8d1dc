package io.sluice.flow.pipeline;

import java.util.Set;

/** How NORMAL treats VLANs on a port. */
public sealed interface VlanMode {
  /** Every VLAN, tagged; untagged frames are VLAN 0. */
  record All() implements VlanMode {}

  /** Untagged on the wire, {@code tag} inside. */
  record Access(int tag) implements VlanMode {}

  /** Only these VLANs, tagged; 0 is untagged. */
  record Trunk(Set<Integer> vlans) implements VlanMode {
    public Trunk {
      vlans = Set.copyOf(vlans);
    }
  }
}
