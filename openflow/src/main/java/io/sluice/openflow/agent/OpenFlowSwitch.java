package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.Controllers;
import io.sluice.openflow.connection.Target;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Makes one bridge of a running switch an OpenFlow switch. */
public final class OpenFlowSwitch implements AutoCloseable {
  private final SwitchApi api;
  private final String bridge;
  private final Agent agent;
  private final Controllers controllers;
  private final Thread standalone;

  private OpenFlowSwitch(SwitchApi api, String bridge, Agent agent, Controllers controllers) {
    this.api = api;
    this.bridge = bridge;
    this.agent = agent;
    this.controllers = controllers;
    agent.unasked().askForControllers(controllers::states);
    standalone = agent.failOpen().watch(() -> controllers.standalone(System.nanoTime()));
  }

  /**
   * Listens and connects as the settings say.
   *
   * @throws IOException where it cannot listen, with a text for the user; then nothing is open
   */
  public static OpenFlowSwitch open(SwitchApi api, String bridge, ControllerSettings settings)
      throws IOException {
    Agent agent = new Agent(api, bridge);
    try {
      api.watch(bridge, agent.unasked()).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
    try {
      return new OpenFlowSwitch(api, bridge, agent, Controllers.open(settings, agent));
    } catch (IOException e) {
      api.unwatch(bridge, agent.unasked());
      throw e;
    }
  }

  /** Where it listens, with the ports it got. */
  public List<Target> listening() {
    return controllers.listening();
  }

  /** How many controllers and tools are connected. */
  public int connections() {
    return controllers.connections().size();
  }

  @Override
  public void close() {
    standalone.interrupt();
    api.unwatch(bridge, agent.unasked());
    controllers.close();
  }
}
