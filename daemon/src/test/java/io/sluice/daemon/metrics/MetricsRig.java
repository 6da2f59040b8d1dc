package io.sluice.daemon.metrics;

import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchState;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Ports and states for tests of metrics. */
final class MetricsRig {
  private MetricsRig() {}

  static PortSpec.Common common(String name) {
    return new PortSpec.Common(name, OptionalInt.empty(), new PortSpec.Vlan.All());
  }

  static PortSpec generator(String name) {
    return new PortSpec.Generator(
        common(name),
        64,
        4,
        1000,
        "02:00:00:00:00:01",
        "02:00:00:00:00:02",
        "10.0.0.1",
        "10.1.0.1");
  }

  static SwitchState.Port port(String name, Map<String, Long> drops) {
    return new SwitchState.Port(
        name, 1, "sink", "", "all", List.of(), true, "", 0, "", List.of(0), 1, 2, 3, 4, 5, drops);
  }

  static SwitchState.Port named(SwitchState.Port of, String name) {
    return port(name, of.drops());
  }

  static SwitchState state(List<SwitchState.Port> ports) {
    return new SwitchState(
        List.of(new SwitchState.Bridge("br0", 1, 1, List.of(), ports)),
        List.of(),
        new SwitchState.Balance(0, 0, 0, 0, 0, 0),
        new SwitchState.Pool(false, 2048, 1024, 1024, Map.of()),
        1,
        1);
  }
}
