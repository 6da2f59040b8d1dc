package io.sluice.flow.mac;

/**
 * Told on the lane's thread about an address that was learned, moved, or is still in use (once in a
 * while), so that other lanes can be told by {@code LaneLookup.macLearned}.
 */
@FunctionalInterface
public interface MacListener {
  /** For a bridge with one lane. */
  MacListener NONE = (mac, vlan, ofport, nowNs) -> {};

  void macLearned(long mac, int vlan, int ofport, long nowNs);
}
