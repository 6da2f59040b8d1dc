package io.sluice.openflow.connection;

import java.util.List;

/**
 * The controllers of one bridge.
 *
 * @param targets where they are, and where tools may come in
 * @param tls for ssl: and pssl:, or null
 * @param probeSeconds how long a peer may be silent before it is asked, and then before it is given
 *     up; 0: for ever
 * @param maxBackoffSeconds the longest pause between two attempts to connect
 */
public record ControllerSettings(
    List<Target> targets,
    TlsFiles tls,
    int probeSeconds,
    int maxBackoffSeconds,
    FailMode failMode) {

  /** Open vSwitch's defaults. */
  public static ControllerSettings of(List<Target> targets) {
    return new ControllerSettings(targets, null, 5, 8, FailMode.SECURE);
  }
}
