package io.sluice.actors;

import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A lane's datapath that forwards nothing and remembers what the actors did with it. */
final class RecordingWork implements LaneWork {
  final Map<Integer, PipelineSnapshot> snapshots = new ConcurrentHashMap<>();
  final List<Touching> pairs = new CopyOnWriteArrayList<>();
  final List<MacEntry> learned = new CopyOnWriteArrayList<>();
  volatile int folds;

  @Override
  public void install(int bridge, PipelineSnapshot snapshot, long nowNs) {
    snapshots.put(bridge, snapshot);
  }

  @Override
  public void remove(int bridge) {
    snapshots.remove(bridge);
  }

  @Override
  public void fold(int bridge, long nowNs) {
    folds = folds + 1;
  }

  @Override
  public List<MacEntry> addresses(int bridge) {
    return List.copyOf(learned);
  }

  @Override
  public void portRemoved(int bridge, int ofport) {
    learned.removeIf(entry -> entry.ofport() == ofport);
  }

  @Override
  public QueuePair queuePair(int bridge, int ofport, int queue, PortStats.Pair counters) {
    Touching pair = new Touching();
    pairs.add(pair);
    return pair;
  }

  @Override
  public LaneQueue queue(int bridge, int ofport, RxQueue receiver, TxQueue transmitter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LaneTotals totals() {
    return new LaneTotals(1, 2, 3, 4);
  }
}
