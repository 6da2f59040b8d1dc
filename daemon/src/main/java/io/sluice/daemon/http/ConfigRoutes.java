package io.sluice.daemon.http;

import io.javalin.config.RoutesConfig;
import io.sluice.actors.PortSpec;
import io.sluice.actors.PortText;
import io.sluice.actors.SwitchState;
import io.sluice.daemon.bundle.Redactor;
import io.sluice.daemon.config.HttpSettings;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.flow.text.FlowFormatter;
import java.util.List;
import java.util.OptionalInt;

/**
 * {@code /v1/config}: what the switch was started with, and the bridges and ports as they are now.
 * Secrets are taken out of every text.
 */
final class ConfigRoutes implements Routes {
  private record Config(StartedWith startedWith, Now now) {}

  private record StartedWith(
      String runDir,
      List<Lane> lanes,
      int poolChunks,
      boolean rebalance,
      Http http,
      OpenFlow openFlow,
      String logFormat,
      List<Bridge> bridges) {}

  private record Lane(int index, OptionalInt cpu, String idle) {}

  /**
   * @param address null: none
   */
  private record Http(String address, boolean tls) {}

  private record OpenFlow(boolean tls, int probeSeconds, int packetInsPerSecond) {}

  private record Bridge(
      String name,
      List<String> controllers,
      String failMode,
      List<String> flows,
      List<Port> ports) {}

  private record Port(
      String name,
      String kind,
      String detail,
      String vlan,
      OptionalInt ofport,
      List<Integer> cpus) {}

  private record Now(List<BridgeNow> bridges) {}

  private record BridgeNow(String name, long generation, int flows, List<PortNow> ports) {}

  private record PortNow(String name, int ofport, String kind, String detail, String vlan) {}

  private final Views views;
  private final Redactor redactor = new Redactor();
  private final StartedWith startedWith;

  ConfigRoutes(Views views) {
    this.views = views;
    startedWith = startedWith(views.sources().config(), views.sources().runDir().toString());
  }

  @Override
  public void add(RoutesConfig to) {
    to.get(
        "/v1/config",
        ctx -> {
          Query.only(ctx);
          JsonText.answer(ctx, new Config(startedWith, now(views.state())));
        });
  }

  private StartedWith startedWith(SwitchConfig c, String runDir) {
    HttpSettings http = c.http();
    return new StartedWith(
        runDir,
        c.settings().lanes().stream()
            .map(l -> new Lane(l.index(), l.cpu(), l.idle().name().toLowerCase()))
            .toList(),
        c.settings().poolChunks(),
        c.settings().rebalance().automatic(),
        new Http(http.off() ? null : Listening.text(http.address()), http.tls() != null),
        new OpenFlow(
            c.openFlow().tls() != null,
            c.openFlow().probeSeconds(),
            c.openFlow().packetInsPerSecond()),
        c.logFormat().word(),
        c.bridges().stream().map(this::bridge).toList());
  }

  private Bridge bridge(SwitchConfig.Bridge b) {
    return new Bridge(
        b.name(),
        b.controllers().stream().map(target -> redactor.clean(target.toString())).toList(),
        b.failMode().name().toLowerCase(),
        b.flows().stream().map(flow -> redactor.clean(FlowFormatter.format(flow))).toList(),
        b.ports().stream().map(this::port).toList());
  }

  private Port port(PortSpec p) {
    return new Port(
        p.common().name(),
        PortText.kind(p),
        redactor.clean(PortText.detail(p)),
        PortText.vlan(p.common().vlan()),
        p.common().ofport(),
        p.common().cpus());
  }

  private Now now(SwitchState state) {
    return new Now(
        state.bridges().stream()
            .map(
                b ->
                    new BridgeNow(
                        b.name(),
                        b.generation(),
                        b.flows(),
                        b.ports().stream()
                            .map(
                                p ->
                                    new PortNow(
                                        p.name(),
                                        p.ofport(),
                                        p.kind(),
                                        redactor.clean(p.detail()),
                                        p.vlan()))
                            .toList()))
            .toList());
  }
}
