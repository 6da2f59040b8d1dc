package io.sluice.flow.pipeline;

/**
 * A port as the pipeline sees it.
 *
 * @param live its link is up: groups that watch it may use it
 */
public record PortConfig(int ofport, String name, VlanMode vlan, boolean live) {
  /** A port that is up. */
  public PortConfig(int ofport, String name, VlanMode vlan) {
    this(ofport, name, vlan, true);
  }
}
