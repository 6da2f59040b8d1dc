package io.sluice.openflow.agent;

import io.sluice.actors.SwitchState;
import io.sluice.flow.pipeline.PortConfig;
import io.sluice.openflow.message.PortCounters;
import io.sluice.openflow.message.PortDesc;
import io.sluice.openflow.wire.OfVersion;
import java.util.List;

/** Ports of a bridge as the wire has them. */
final class Ports {
  private static final int LINK_DOWN = 1;
  private static final int LIVE_13 = 1 << 2;
  private static final long UNKNOWN = -1L;

  private Ports() {}

  static List<PortDesc> descriptions(SwitchState.Bridge bridge, OfVersion version) {
    return bridge.ports().stream().map(port -> description(bridge.name(), port, version)).toList();
  }

  static PortDesc description(String bridge, SwitchState.Port port, OfVersion version) {
    boolean down = port.config().contains(PortConfig.Flag.PORT_DOWN);
    long live = version == OfVersion.V13 && !down ? LIVE_13 : 0;
    long state = port.link() ? live : LINK_DOWN;
    return new PortDesc(
        PortNumbers.toWire(port.ofport()),
        address(bridge, port),
        port.name(),
        PortMods.bits(port.config(), version),
        state,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  static long address(String bridge, SwitchState.Port port) {
    return Addresses.of(bridge + "/" + port.name());
  }

  static PortCounters counters(SwitchState.Port port, long uptimeNs) {
    long dropped = port.drops().values().stream().mapToLong(Long::longValue).sum();
    return new PortCounters(
        PortNumbers.toWire(port.ofport()),
        port.rxPackets(),
        port.txPackets(),
        port.rxBytes(),
        port.txBytes(),
        port.rxDrops(),
        Math.max(0, dropped - port.rxDrops()),
        0,
        0,
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        uptimeNs / 1_000_000_000L,
        uptimeNs % 1_000_000_000L / 1_000_000 * 1_000_000);
  }
}
