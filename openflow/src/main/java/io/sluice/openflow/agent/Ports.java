package io.sluice.openflow.agent;

import io.sluice.actors.SwitchState;
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
    return bridge.ports().stream().map(port -> description(bridge, port, version)).toList();
  }

  private static PortDesc description(
      SwitchState.Bridge bridge, SwitchState.Port port, OfVersion version) {
    long state = !port.link() ? LINK_DOWN : version == OfVersion.V13 ? LIVE_13 : 0;
    return new PortDesc(
        PortNumbers.toWire(port.ofport()),
        Addresses.of(bridge.name() + "/" + port.name()),
        port.name(),
        0,
        state,
        0,
        0,
        0,
        0,
        0,
        0);
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
        uptimeNs % 1_000_000_000L);
  }
}
