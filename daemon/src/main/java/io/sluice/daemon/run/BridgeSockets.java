package io.sluice.daemon.run;

import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchException;
import io.sluice.daemon.api.Companions;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.openflow.agent.OpenFlowSwitch;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.FailMode;
import io.sluice.openflow.connection.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each bridge speaks OpenFlow: at RUN-DIR/BRIDGE.mgmt, as ovs-ofctl expects it, and where the
 * file says. Guarded by its monitor.
 */
final class BridgeSockets implements Companions, AutoCloseable {
  private final SwitchApi api;
  private final SwitchConfig.OpenFlow settings;
  private final Path runDir;
  private final Map<String, OpenFlowSwitch> open = new HashMap<>();
  private boolean closed;

  BridgeSockets(SwitchApi api, SwitchConfig.OpenFlow settings, Path runDir) {
    this.api = api;
    this.settings = settings;
    this.runDir = runDir;
  }

  @Override
  public void added(String bridge) {
    open(bridge, List.of(), FailMode.SECURE);
  }

  /**
   * @param controllers targets besides the bridge's own socket
   * @throws SwitchException with a message for the user; then nothing is open
   */
  synchronized void open(String bridge, List<Target> controllers, FailMode failMode) {
    if (closed) {
      throw new SwitchException("the switch is stopping");
    }
    List<Target> targets = new ArrayList<>();
    targets.add(new Target(Target.Kind.PUNIX, null, 0, runDir.resolve(bridge + ".mgmt")));
    targets.addAll(controllers);
    try {
      open.put(
          bridge,
          OpenFlowSwitch.open(
              api,
              bridge,
              ControllerSettings.of(targets)
                  .with(settings.tls())
                  .with(settings.probeSeconds())
                  .with(settings.packetInsPerSecond(), failMode)));
    } catch (IOException e) {
      throw new SwitchException("bridge %s: %s".formatted(bridge, e.getMessage()));
    }
  }

  @Override
  public synchronized void deleted(String bridge) {
    OpenFlowSwitch was = open.remove(bridge);
    if (was != null) {
      was.close();
    }
  }

  /** How many are connected to each bridge. */
  synchronized Map<String, Integer> connections() {
    Map<String, Integer> connections = new HashMap<>();
    open.forEach((bridge, of) -> connections.put(bridge, of.connections()));
    return connections;
  }

  @Override
  public synchronized void close() {
    closed = true;
    List.copyOf(open.keySet()).forEach(this::deleted);
  }
}
