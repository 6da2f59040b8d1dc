package io.sluice.daemon.run;

import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchSystem;
import io.sluice.daemon.api.LocalApi;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A switch of this process with its local API. Started as a whole, or not at all. */
final class Running implements AutoCloseable {
  private final SwitchSystem system;
  private AutoCloseable api;

  private Running(SwitchSystem system) {
    this.system = system;
  }

  /** Refuses with a message for the user ({@link RuntimeException}), and leaves nothing behind. */
  static Running start(SwitchConfig config, Path runDir) {
    LocalApi.check(runDir); // before lanes spin on the CPUs of a switch that is there
    Running running = new Running(SwitchSystem.start(config.settings()));
    try {
      running.api = LocalApi.open(runDir, running.system);
      for (SwitchConfig.Bridge bridge : config.bridges()) {
        running.add(bridge);
      }
      await(running.system.ready());
      return running;
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private void add(SwitchConfig.Bridge bridge) {
    await(system.addBridge(bridge.name()));
    for (var port : bridge.ports()) {
      await(system.addPort(bridge.name(), port));
    }
    if (!bridge.flows().isEmpty()) {
      List<FlowMod> mods = new ArrayList<>();
      mods.add(everything());
      mods.addAll(bridge.flows());
      await(system.applyFlows(bridge.name(), mods));
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

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SwitchException refused) {
        throw refused;
      }
      throw e;
    }
  }

  /** Rings stopped, guests told, sockets removed. */
  @Override
  public void close() {
    try {
      if (api != null) {
        api.close();
      }
    } catch (Exception e) {
      // Its socket is all that is left of it, and the next switch removes that.
    }
    await(system.stop());
  }
}
