package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchState;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.message.PortMod;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A port's configuration, in both directions. Bits that a version does not have, or that are of
 * spanning trees, are not looked at, as Open vSwitch does.
 */
final class PortMods {
  /** OpenFlow 1.0.1, 5.2.1; those of 1.3.5, 7.2.1 are the same but for NO_FLOOD. */
  private static final Map<PortConfig.Flag, Integer> BITS =
      Map.of(
          PortConfig.Flag.PORT_DOWN, 1,
          PortConfig.Flag.NO_RECV, 1 << 2,
          PortConfig.Flag.NO_FLOOD, 1 << 4,
          PortConfig.Flag.NO_FWD, 1 << 5,
          PortConfig.Flag.NO_PACKET_IN, 1 << 6);

  private final SwitchApi api;
  private final String bridge;

  PortMods(SwitchApi api, String bridge) {
    this.api = api;
    this.bridge = bridge;
  }

  static long bits(Collection<PortConfig.Flag> flags, OfVersion version) {
    return flags.stream().filter(f -> has(version, f)).mapToLong(BITS::get).sum();
  }

  private static boolean has(OfVersion version, PortConfig.Flag flag) {
    return version == OfVersion.V10 || flag != PortConfig.Flag.NO_FLOOD;
  }

  /**
   * What carries it out, when it is not refused.
   *
   * @param state the bridge as it is
   */
  Runnable prepare(Connection by, PortMod mod, SwitchState.Bridge state) {
    SwitchState.Port port =
        state.ports().stream()
            .filter(p -> PortNumbers.toWire(p.ofport()) == mod.port())
            .findFirst()
            .orElseThrow(
                () ->
                    new WireException(OfError.OFPPMFC_BAD_PORT, "there is no port " + mod.port()));
    if (mod.address() != Ports.address(bridge, port)) {
      throw new WireException(
          OfError.OFPPMFC_BAD_HW_ADDR, "port " + mod.port() + " has another address");
    }
    Set<PortConfig.Flag> on = EnumSet.noneOf(PortConfig.Flag.class);
    Set<PortConfig.Flag> off = EnumSet.noneOf(PortConfig.Flag.class);
    for (PortConfig.Flag flag : PortConfig.Flag.values()) {
      if (has(by.version(), flag) && (mod.mask() & BITS.get(flag)) != 0) {
        ((mod.config() & BITS.get(flag)) != 0 ? on : off).add(flag);
      }
    }
    return () -> Refusals.await(api.configurePort(bridge, port.ofport(), on, off, by));
  }
}
