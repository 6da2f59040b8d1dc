package io.sluice.daemon.run;

import io.sluice.actors.SwitchException;
import io.sluice.actors.SwitchState;
import io.sluice.actors.SwitchSystem;
import io.sluice.daemon.api.LocalApi;
import io.sluice.daemon.api.Requests;
import io.sluice.daemon.cli.Version;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.daemon.http.HttpServer;
import io.sluice.daemon.http.Kinds;
import io.sluice.daemon.http.MetricsRoutes;
import io.sluice.daemon.http.Routes;
import io.sluice.daemon.http.Sources;
import io.sluice.daemon.log.Logs;
import io.sluice.daemon.metrics.Metrics;
import io.sluice.daemon.page.PageRoutes;
import io.sluice.daemon.stat.CountersPublisher;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.log.EventLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A switch of this process with its local API and its HTTP server. */
final class Running {
  private static final EventLog LOG = EventLog.of(Running.class);

  private final SwitchSystem system;
  private final HttpServer http;

  private Running(SwitchSystem system, HttpServer http) {
    this.system = system;
    this.http = http;
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
    opened.open(() -> Logs.open(config.logFormat(), runDir));
    SwitchSystem[] system = new SwitchSystem[1];
    opened.open(
        () -> {
          SwitchSystem started = SwitchSystem.start(config.settings());
          system[0] = started;
          return () -> stop(started);
        });
    BridgeSockets sockets =
        opened.open(() -> new BridgeSockets(system[0], config.openFlow(), runDir));
    Requests requests = new Requests(system[0], system[0].census(), sockets);
    opened.open(() -> LocalApi.open(runDir, requests));
    opened.open(() -> CountersPublisher.open(runDir, system[0]));
    List<Routes> routes =
        new ArrayList<>(Kinds.all(new Sources(system[0], system[0], requests, config, runDir)));
    routes.add(new MetricsRoutes(new Metrics(system[0], sockets::connections, Version.number())));
    routes.add(new PageRoutes());
    HttpServer http = opened.open(() -> HttpServer.open(config.http(), runDir, routes));
    Running running = new Running(system[0], http);
    for (SwitchConfig.Bridge bridge : config.bridges()) {
      running.add(bridge);
    }
    for (SwitchConfig.Bridge bridge : config.bridges()) {
      sockets.open(bridge.name(), bridge.controllers(), bridge.failMode());
    }
    await(system[0].ready());
    if (http != null) {
      http.start();
    }
    return running;
  }

  private static void stop(SwitchSystem system) {
    await(system.stop());
    SwitchState.Balance b = system.balance();
    LOG.info(
        "switch-stopped",
        "in",
        b.in(),
        "copies",
        b.copies(),
        "out",
        b.out(),
        "controllers",
        b.told(),
        "dropped",
        b.dropped(),
        "held",
        b.held(),
        "missing",
        b.missing());
  }

  /** Where it speaks HTTP, for people; empty when it does not. */
  String http() {
    return http == null ? "" : http.describe();
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
