package io.sluice.actors;

import java.nio.file.Path;
import java.util.OptionalInt;

/** Ports as most tests want them: of all VLANs, with one queue pair, on whichever lane. */
final class TestPorts {
  private TestPorts() {}

  static PortSpec.Common common(String name) {
    return new PortSpec.Common(name, OptionalInt.empty(), new PortSpec.Vlan.All());
  }

  static PortSpec.Common common(String name, int ofport) {
    return new PortSpec.Common(name, OptionalInt.of(ofport), new PortSpec.Vlan.All());
  }

  /** A vhost-user port that listens on the socket. */
  static PortSpec server(PortSpec.Common common, Path socket) {
    return server(common, socket, 1);
  }

  static PortSpec server(PortSpec.Common common, Path socket, int queuePairs) {
    return new PortSpec.VhostUser(
        common, PortSpec.Mode.SERVER, socket, queuePairs, OptionalInt.empty());
  }

  /**
   * Frames of 64 bytes from 02:00:00:00:00:01 to :02, from 10.0.0.1.
   *
   * @param flows how many destinations, from 10.0.0.2 up
   * @param rate packets a second, 0 for as many as the lane can make
   */
  static PortSpec generator(PortSpec.Common common, int flows, long rate) {
    return new PortSpec.Generator(
        common, 64, flows, rate, "02:00:00:00:00:01", "02:00:00:00:00:02", "10.0.0.1", "10.0.0.2");
  }
}
