package io.sluice.actors;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.List;
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
    CompletionStage<LaneManager.Lanes> lanes =
        parts
            .laneManager()
            .thenCompose(
                manager -> asking.question(manager, LaneManager.GetLanes::new, Asking.PATIENCE));
    return asking
        .<Switch.Command, Switch.BridgeList>question(owner, Switch.GetBridges::new, Asking.PATIENCE)
        .thenCompose(
            list -> bridges(list).thenCombine(lanes, (b, l) -> state(list, b, l, startedNs)));
  }

  private SwitchState state(
      Switch.BridgeList list,
      List<SwitchState.Bridge> bridges,
      LaneManager.Lanes lanes,
      long startedNs) {
    List<LaneTotals> totals = new ArrayList<>();
    for (int i = 0; i < lanes.lanes().size(); i++) {
      totals.add(parts.laneTotals(i));
    }
    long now = System.nanoTime();
    return new SwitchState(
        bridges,
        LaneStates.of(lanes, totals),
        Balances.of(bridges, parts.ledger().departed(), totals),
        parts.pool(),
        now - startedNs,
        now);
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
}
