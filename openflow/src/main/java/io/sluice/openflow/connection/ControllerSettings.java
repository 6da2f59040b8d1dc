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

  /** How long Open vSwitch believes a silent peer. */
  public static final int PROBE_SECONDS = 5;

  /** Open vSwitch's defaults. */
  public static ControllerSettings of(List<Target> targets) {
    return new ControllerSettings(targets, null, PROBE_SECONDS, 8, FailMode.SECURE);
  }

  /** The same with key and certificates; null: without. */
  public ControllerSettings with(TlsFiles files) {
    return new ControllerSettings(targets, files, probeSeconds, maxBackoffSeconds, failMode);
  }

  /** The same with another interval of probes. */
  public ControllerSettings with(int seconds) {
    return new ControllerSettings(targets, tls, seconds, maxBackoffSeconds, failMode);
  }
}
