package io.sluice.actors;

/**
 * A port came, went or is another than before.
 *
 * @param by who has changed its configuration, as told in {@link SwitchApi#configurePort}; else
 *     null
 * @param port as it is now; one that is gone: as it was
 */
public record PortChange(Kind kind, SwitchState.Port port, Object by) {
  /** In the order of OpenFlow's numbers. */
  public enum Kind {
    ADDED,
    DELETED,
    MODIFIED
  }
}
