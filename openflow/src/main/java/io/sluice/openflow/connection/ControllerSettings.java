package io.sluice.openflow.connection;

import java.util.List;

/**
 * The controllers of one bridge.
 *
 * @param targets where they are, and where tools may come in
 * @param tls for ssl: and pssl:, or null
 * @param probeSeconds how long a peer may be silent before it is asked, and then before it is given
 *     up; 0: for ever
 * @param packetInsPerSecond how many packets a peer is told of; 0: all
 * @param maxBackoffSeconds the longest pause between two attempts to connect
 */
public record ControllerSettings(
    List<Target> targets,
    TlsFiles tls,
    int probeSeconds,
    int maxBackoffSeconds,
    int packetInsPerSecond,
    FailMode failMode) {

  /** How long Open vSwitch believes a silent peer. */
  public static final int PROBE_SECONDS = 5;

  /** More than a controller of our time takes in. */
  public static final int PACKET_INS_PER_SECOND = 10_000;

  /** Open vSwitch's defaults, but for the limit of packet-ins, which it has none of. */
  public static ControllerSettings of(List<Target> targets) {
    return new ControllerSettings(
        targets, null, PROBE_SECONDS, 8, PACKET_INS_PER_SECOND, FailMode.STANDALONE);
  }

  /** The same with key and certificates; null: without. */
  public ControllerSettings with(TlsFiles files) {
    return new ControllerSettings(
        targets, files, probeSeconds, maxBackoffSeconds, packetInsPerSecond, failMode);
  }

  /** The same with another limit of packet-ins, and what is done without a controller. */
  public ControllerSettings with(int packetIns, FailMode mode) {
    return new ControllerSettings(targets, tls, probeSeconds, maxBackoffSeconds, packetIns, mode);
  }

  /** The same with another interval of probes. */
  public ControllerSettings with(int seconds) {
    return new ControllerSettings(
        targets, tls, seconds, maxBackoffSeconds, packetInsPerSecond, failMode);
  }
}
