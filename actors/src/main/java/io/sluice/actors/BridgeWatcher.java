package io.sluice.actors;

import io.sluice.flow.pipeline.FlowChange;
import io.sluice.flow.pipeline.FlowRemoved;
import java.util.List;

/**
 * Hears what a bridge tells unasked. Called on the bridge's actor and on the thread that reads the
 * lanes' packets: it must not block, and is to be quick.
 */
public interface BridgeWatcher {
  /** A packet for the controllers. On the thread that reads the lanes' packets. */
  void packetIn(PacketIn packet);

  /** Flows that wanted it told are gone, with all that they counted. On the bridge's actor. */
  void flowsRemoved(List<FlowRemoved> removed);

  /** Whether {@link #flowsChanged} is to be called. On the bridge's actor, before each change. */
  default boolean wantsFlowChanges() {
    return false;
  }

  /**
   * Flows came, went or were modified, in this order; before whoever asked for it is answered. On
   * the bridge's actor.
   *
   * @param by as in {@link SwitchApi#applyFlows(String, List, Object)}; null: nobody
   */
  default void flowsChanged(List<FlowChange> changes, Object by) {}

  /** On the bridge's actor. */
  void portChanged(PortChange change);

  /** The controllers that it connects the bridge to, as they are now. On the bridge's actor. */
  default List<SwitchState.Controller> controllers() {
    return List.of();
  }
}
