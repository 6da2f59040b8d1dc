package io.sluice.openflow.connection;

/** What a switch does while no controller is there. ovs-vsctl(8), "Controller Failure Settings". */
public enum FailMode {
  /** Becomes a learning switch, after three times the probe's interval. */
  STANDALONE,
  /** Keeps its flows, and adds none. */
  SECURE
}
