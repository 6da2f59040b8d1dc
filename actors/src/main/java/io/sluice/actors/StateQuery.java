package io.sluice.actors;

import akka.actor.typed.ActorRef;
import io.sluice.lane.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Puts a {@link SwitchState} together: asks each bridge and the lane manager, reads counters. */
final class StateQuery {
  private final Asking asking;
  private final ActorRef<Switch.Command> owner;
  private final SwitchParts parts;

  StateQuery(Asking asking, ActorRef<Switch.Command> owner, SwitchParts parts) {
    this.asking = asking;
    this.owner = owner;
    this.parts = parts;
  }

  CompletionStage<SwitchState> state(long startedNs) {
    CompletionStage<List<SwitchState.Bridge>> bridges =
        asking
            .<Switch.Command, Switch.BridgeList>question(
                owner, Switch.GetBridges::new, Asking.PATIENCE)
            .thenCompose(this::bridges);
    CompletionStage<LaneManager.Lanes> lanes =
        parts
            .laneManager()
            .thenCompose(
                manager -> asking.question(manager, LaneManager.GetLanes::new, Asking.PATIENCE));
    return bridges.thenCombine(
        lanes,
        (b, l) -> {
          long now = System.nanoTime();
          return new SwitchState(b, lanes(l), parts.pool(), now - startedNs, now);
        });
  }

  private CompletionStage<List<SwitchState.Bridge>> bridges(Switch.BridgeList list) {
    List<CompletableFuture<SwitchState.Bridge>> answers = new ArrayList<>();
    for (ActorRef<Bridge.Command> bridge : list.bridges().values()) {
      answers.add(
          asking
              .<Bridge.Command, SwitchState.Bridge>question(
                  bridge, Bridge.GetState::new, Asking.PATIENCE)
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
  }

  private List<SwitchState.Lane> lanes(LaneManager.Lanes lanes) {
    List<SwitchState.Lane> list = new ArrayList<>();
    for (int i = 0; i < lanes.lanes().size(); i++) {
      Lane lane = lanes.lanes().get(i);
      LaneTotals totals = parts.laneTotals(i);
      list.add(
          new SwitchState.Lane(
              i,
              lane == null ? OptionalInt.empty() : lane.cpu(),
              lane == null ? 0 : lane.counters().busyNs(),
              lane == null ? 0 : lane.counters().idleNs(),
              totals.packets(),
              totals.exactHits(),
              totals.megaflowHits(),
              totals.slowPath(),
              lanes.queues().get(i)));
    }
    return list;
  }
}
