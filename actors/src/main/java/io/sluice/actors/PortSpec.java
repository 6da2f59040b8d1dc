package io.sluice.actors;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A port as a user asks for it. Immutable; part of the desired state. */
public sealed interface PortSpec {
  /** What all kinds have. */
  Common common();

  /**
   * @param name unique in the switch, 1 to 15 characters of [A-Za-z0-9_.-]
   * @param ofport the OpenFlow number asked for, 1 to 65279
   * @param vlan how VLANs are treated by NORMAL
   * @param cpus whose lanes poll the port's queues: queue n is on the lane of the n-th, around and
   *     around; empty: the switch chooses lanes
   */
  record Common(String name, OptionalInt ofport, Vlan vlan, List<Integer> cpus) {
    public Common {
      cpus = List.copyOf(cpus);
    }

    /** With lanes as the switch chooses. */
    public Common(String name, OptionalInt ofport, Vlan vlan) {
      this(name, ofport, vlan, List.of());
    }
  }

  /** VLAN settings, as ovs-vsctl's tag and trunks. */
  sealed interface Vlan {
    /** Every VLAN, tagged; untagged frames are VLAN 0. */
    record All() implements Vlan {}

    /** Untagged on the port, {@code tag} inside. */
    record Access(int tag) implements Vlan {}

    /** Only these VLANs, tagged. */
    record Trunk(Set<Integer> vlans) implements Vlan {}
  }

  /** Client: the switch connects to a socket that the front end listens on. Server: it listens. */
  enum Mode {
    CLIENT,
    SERVER
  }

  /**
   * A vhost-user port.
   *
   * @param queuePairs most queue pairs offered, 1 to 128
   * @param mtu told to the guest when it asks for VIRTIO_NET_F_MTU; empty: not offered
   */
  record VhostUser(Common common, Mode mode, Path path, int queuePairs, OptionalInt mtu)
      implements PortSpec {}

  /** A Linux TAP interface, made when it is not there. Needs CAP_NET_ADMIN. */
  record Tap(Common common, String interfaceName) implements PortSpec {}

  /**
   * Capture files: reads {@code input} (if any) at {@code packetsPerSecond} (0: as fast as taken),
   * once or in a loop, writes what is output to the port to {@code output} (if any).
   */
  record Pcap(
      Common common,
      Optional<Path> input,
      Optional<Path> output,
      long packetsPerSecond,
      boolean loop)
      implements PortSpec {}

  /**
   * A traffic generator: UDP frames of {@code length} bytes to {@code flows} destinations at {@code
   * packetsPerSecond} (0: as fast as taken); counts and discards what is output to it.
   */
  record Generator(
      Common common,
      int length,
      int flows,
      long packetsPerSecond,
      String sourceMac,
      String destinationMac,
      String sourceIp,
      String destinationIp)
      implements PortSpec {}

  /** Counts and discards what is output to it. */
  record Sink(Common common) implements PortSpec {}
}
