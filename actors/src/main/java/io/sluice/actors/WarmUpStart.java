package io.sluice.actors;

import io.sluice.lane.IdleMode;
import io.sluice.lane.Lane;
import io.sluice.lane.LaneSpec;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Has the first lane of a switch warmed up, when lanes spin: who lets them back off has no CPU to
 * spare for it. Any thread.
 */
final class WarmUpStart implements AutoCloseable {
  private static final int LANE = 0;

  private final boolean wanted;
  private WarmUp warmUp;
  private boolean closed;

  private WarmUpStart(boolean wanted) {
    this.wanted = wanted;
  }

  static WarmUpStart of(List<LaneSpec> lanes) {
    return new WarmUpStart(lanes.get(LANE).idle() == IdleMode.SPIN);
  }

  /** Told by each lane, on it, when it runs. */
  void laneRuns(Lane lane, LaneWork work, Consumer<LaneManager.Command> manager) {
    if (wanted && lane.index() == LANE) {
      // Reading rules takes some ms that the lane's first messages need not wait for.
      Thread.ofPlatform()
          .daemon()
          .name("sluice-warm-up")
          .start(() -> begin(lane, work::packets, manager));
    }
  }

  private synchronized void begin(
      Lane lane, LongSupplier realPackets, Consumer<LaneManager.Command> manager) {
    if (closed) {
      return;
    }
    try {
      warmUp = new WarmUp(realPackets, (w, result) -> ended(lane, w, result, manager));
      WarmUp ours = warmUp;
      lane.execute(() -> lane.add(ours));
    } catch (RejectedExecutionException e) {
      // The switch ends already; close() comes.
    } catch (RuntimeException e) {
      // Everything works without, only slower at first.
      manager.accept(new LaneManager.WarmedUp(lane.index(), "not warmed up: " + Port.reason(e)));
    }
  }

  private static void ended(
      Lane lane, WarmUp warmUp, WarmUp.Result result, Consumer<LaneManager.Command> manager) {
    lane.remove(warmUp);
    String what =
        "warmed up with %d packets in %d ms"
            .formatted(result.packets(), result.elapsedNs() / 1_000_000);
    manager.accept(new LaneManager.WarmedUp(lane.index(), what));
  }

  /** After the lanes have ended. */
  @Override
  public synchronized void close() {
    closed = true;
    if (warmUp != null) {
      warmUp.close();
    }
  }
}
