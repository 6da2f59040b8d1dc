package io.sluice.actors;

import io.sluice.flow.pipeline.FlowChange;
import io.sluice.flow.pipeline.FlowRemoved;
import io.sluice.log.EventLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who hears of one bridge. Any thread: watchers come and go while others tell. */
final class BridgeNews implements BridgeWatcher {
  private static final EventLog LOG = EventLog.of(BridgeNews.class);

  private final List<BridgeWatcher> watchers = new CopyOnWriteArrayList<>();

  void add(BridgeWatcher watcher) {
    watchers.add(watcher);
  }

  void remove(BridgeWatcher watcher) {
    watchers.remove(watcher);
  }

  boolean heard() {
    return !watchers.isEmpty();
  }

  @Override
  public void packetIn(PacketIn packet) {
    for (BridgeWatcher watcher : watchers) {
      guarded(() -> watcher.packetIn(packet));
    }
  }

  @Override
  public void flowsRemoved(List<FlowRemoved> removed) {
    for (BridgeWatcher watcher : watchers) {
      guarded(() -> watcher.flowsRemoved(removed));
    }
  }

  @Override
  public boolean wantsFlowChanges() {
    for (BridgeWatcher watcher : watchers) {
      if (watcher.wantsFlowChanges()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void flowsChanged(List<FlowChange> changes, Object by) {
    for (BridgeWatcher watcher : watchers) {
      guarded(() -> watcher.flowsChanged(changes, by));
    }
  }

  @Override
  public void portChanged(PortChange change) {
    for (BridgeWatcher watcher : watchers) {
      guarded(() -> watcher.portChanged(change));
    }
  }

  @Override
  public List<SwitchState.Controller> controllers() {
    return watchers.stream().flatMap(watcher -> watcher.controllers().stream()).toList();
  }

  /** A watcher's defect must not cost the bridge anything. */
  private static void guarded(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      LOG.defect(e, "bridge-watcher-defect", "kind", e.getClass().getName());
    }
  }
}
