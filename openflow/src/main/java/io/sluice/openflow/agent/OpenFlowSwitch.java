package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.Controllers;
import io.sluice.openflow.connection.Target;
import java.io.IOException;
import java.util.List;

/** Makes one bridge of a running switch an OpenFlow switch. */
public final class OpenFlowSwitch implements AutoCloseable {
  private final Controllers controllers;

  private OpenFlowSwitch(Controllers controllers) {
    this.controllers = controllers;
  }

  /**
   * Listens and connects as the settings say.
   *
   * @throws IOException where it cannot listen, with a text for the user; then nothing is open
   */
  public static OpenFlowSwitch open(SwitchApi api, String bridge, ControllerSettings settings)
      throws IOException {
    return new OpenFlowSwitch(Controllers.open(settings, new Agent(api, bridge)));
  }

  /** Where it listens, with the ports it got. */
  public List<Target> listening() {
    return controllers.listening();
  }

  @Override
  public void close() {
    controllers.close();
  }
}
