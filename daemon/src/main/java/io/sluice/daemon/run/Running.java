package io.sluice.daemon.run;

import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchSystem;
import io.sluice.daemon.api.LocalApi;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.daemon.stat.CountersPublisher;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.openflow.agent.OpenFlowSwitch;
import io.sluice.openflow.connection.ControllerSettings;
import io.sluice.openflow.connection.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A switch of this process with its local API. */
final class Running {
  private final SwitchSystem system;

  private Running(SwitchSystem system) {
    this.system = system;
  }

  /**
   * Returns when all ports are polled. Refuses with a message for the user ({@link
   * RuntimeException}).
   *
   * @param opened closes, also after a failure, what was started: rings stopped, guests told,
   *     sockets removed
   */
  static Running start(SwitchConfig config, Path runDir, Opened opened) {
    LocalApi.check(runDir); // before lanes spin on the CPUs of a switch that is there
    SwitchSystem[] system = new SwitchSystem[1];
    opened.open(
        () -> {
          SwitchSystem started = SwitchSystem.start(config.settings());
          system[0] = started;
          return () -> await(started.stop());
        });
    opened.open(() -> LocalApi.open(runDir, system[0]));
    opened.open(() -> CountersPublisher.open(runDir, system[0]));
    Running running = new Running(system[0]);
    for (SwitchConfig.Bridge bridge : config.bridges()) {
      running.add(bridge);
    }
    for (SwitchConfig.Bridge bridge : config.bridges()) {
      opened.open(() -> running.openFlow(bridge, config.openFlow(), runDir));
    }
    await(system[0].ready());
    return running;
  }

  /** Flows before ports: no packet is treated by the NORMAL that a bridge begins with. */
  private void add(SwitchConfig.Bridge bridge) {
    await(system.addBridge(bridge.name()));
    if (!bridge.flows().isEmpty() || !bridge.startsNormal()) {
      List<FlowMod> mods = new ArrayList<>();
      mods.add(everything());
      mods.addAll(bridge.flows());
      await(system.applyFlows(bridge.name(), mods));
    }
    for (var port : bridge.ports()) {
      await(system.addPort(bridge.name(), port));
    }
  }

  /** At the bridge's socket, as ovs-ofctl expects it, and at those of the configuration. */
  private OpenFlowSwitch openFlow(
      SwitchConfig.Bridge bridge, SwitchConfig.OpenFlow settings, Path runDir) {
    List<Target> targets = new ArrayList<>();
    targets.add(new Target(Target.Kind.PUNIX, null, 0, runDir.resolve(bridge.name() + ".mgmt")));
    targets.addAll(bridge.controllers());
    try {
      return OpenFlowSwitch.open(
          system,
          bridge.name(),
          ControllerSettings.of(targets)
              .with(settings.tls())
              .with(settings.probeSeconds())
              .with(settings.packetInsPerSecond(), bridge.failMode()));
    } catch (IOException e) {
      throw new SwitchException("bridge %s: %s".formatted(bridge.name(), e.getMessage()));
    }
  }

  private static FlowMod everything() {
    try {
      return new FlowParser().parseFilter("");
    } catch (FlowSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  SwitchState state() {
    return await(system.state());
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SwitchException refused) {
        throw refused;
      }
      throw e;
    }
  }
}
