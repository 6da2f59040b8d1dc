package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.Match;
import io.sluice.log.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Makes a bridge a learning switch while it should work without its controllers: all flows go and
 * NORMAL comes, as Open vSwitch does it. When a controller is there again that flow goes, before
 * anything that the controller asks is done. Guarded by its monitor.
 */
final class FailOpen {
  private static final EventLog LOG = EventLog.of(FailOpen.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** Marks the flow, so that one of the user's in its place is left alone. */
  private static final long COOKIE = 0xfa110be2L;

  private final SwitchApi api;
  private final String bridge;
  private boolean open;

  FailOpen(SwitchApi api, String bridge) {
    this.api = api;
    this.bridge = bridge;
  }

  /**
   * Looks from now on whether the bridge should work alone, on a virtual thread, until that is
   * interrupted.
   */
  Thread watch(BooleanSupplier standalone) {
    return Thread.ofVirtual()
        .name("openflow-standalone " + bridge)
        .start(
            () -> {
              try {
                while (true) {
                  Thread.sleep(LOOK_EVERY);
                  look(standalone);
                }
              } catch (InterruptedException e) {
                // The bridge's controllers are closed.
              }
            });
  }

  private synchronized void look(BooleanSupplier standalone) {
    if (!open && standalone.getAsBoolean()) {
      LOG.warn("no-controller", "bridge", bridge, "works_as", "learning switch");
      change(List.of(flow(FlowMod.Command.DELETE, 0, 0), flow(FlowMod.Command.ADD, COOKIE, 0)));
      open = true;
    }
  }

  /** A controller is there. */
  synchronized void recover() {
    if (open) {
      LOG.info("controller-back", "bridge", bridge);
      change(List.of(flow(FlowMod.Command.DELETE_STRICT, COOKIE, -1)));
      open = false;
    }
  }

  private void change(List<FlowMod> mods) {
    try {
      api.applyFlows(bridge, mods).toCompletableFuture().join();
    } catch (RuntimeException e) {
      // The bridge is gone, or the switch stops.
      LOG.info("standalone-not-set", "bridge", bridge, "why", e.getMessage());
    }
  }

  private static FlowMod flow(FlowMod.Command command, long cookie, long mask) {
    return new FlowMod(
        command,
        command == FlowMod.Command.DELETE ? FlowMod.ANY_TABLE : 0,
        0,
        cookie,
        mask,
        Match.ALL,
        command == FlowMod.Command.ADD ? List.of(new FlowAction.Normal()) : List.of(),
        0,
        0,
        FlowMod.ANY_PORT,
        FlowMod.ANY_GROUP,
        Set.of(),
        0);
  }
}
