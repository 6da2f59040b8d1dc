package io.sluice.actors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which lane polls which queue. Where nobody fixed it by hand a queue gets a lane of its own while
 * there are free ones; then the least loaded, and among those equally loaded the one with the
 * fewest queues. A queue that comes back (a guest re-connected) gets the lane it had when that lane
 * is still free.
 *
 * <p>Owned by the LaneManager actor.
 */
final class LaneAssignment {
  // Loads within a tenth of each other count as the same, so that noise does not pile all queues
  // onto one lane.
  private static final int LOAD_STEPS = 10;

  private final List<Set<String>> queues = new ArrayList<>();
  private final double[] load;
  private final Map<String, Integer> previous = new HashMap<>();
  private final Set<String> fixed = new HashSet<>();

  LaneAssignment(int lanes) {
    load = new double[lanes];
    for (int i = 0; i < lanes; i++) {
      queues.add(new LinkedHashSet<>());
    }
  }

  /** The busy share of a lane's time lately, 0 to 1. */
  void load(int lane, double share) {
    load[lane] = share;
  }

  /**
   * Chooses a lane for a queue and keeps it assigned until {@link #release}.
   *
   * @param byHand the lane that it must be, when somebody said so
   */
  int assign(String queue, OptionalInt byHand) {
    int lane = byHand.orElseGet(() -> choose(queue));
    queues.get(lane).add(queue);
    previous.remove(queue);
    if (byHand.isPresent()) {
      fixed.add(queue);
    }
    return lane;
  }

  /** The queue is on this lane now; unless it has been released meanwhile. */
  void move(String queue, int lane) {
    if (queues.stream().anyMatch(on -> on.remove(queue))) {
      queues.get(lane).add(queue);
    }
  }

  /** The lane of a queue, or -1. */
  int laneOf(String queue) {
    for (int lane = 0; lane < queues.size(); lane++) {
      if (queues.get(lane).contains(queue)) {
        return lane;
      }
    }
    return -1;
  }

  /** Queues whose lane was set by hand. */
  Set<String> fixed() {
    return Set.copyOf(fixed);
  }

  void release(String queue) {
    fixed.remove(queue);
    for (int lane = 0; lane < queues.size(); lane++) {
      if (queues.get(lane).remove(queue)) {
        previous.put(queue, lane);
      }
    }
  }

  /** A port is gone for good: its queues' lanes need not be remembered. */
  void forget(String prefix) {
    queues.forEach(lane -> lane.removeIf(queue -> queue.startsWith(prefix)));
    previous.keySet().removeIf(queue -> queue.startsWith(prefix));
    fixed.removeIf(queue -> queue.startsWith(prefix));
  }

  /** Names of the queues on a lane, in the order they came. */
  List<String> queues(int lane) {
    return List.copyOf(queues.get(lane));
  }

  private int choose(String queue) {
    Integer was = previous.get(queue);
    if (was != null && queues.get(was).isEmpty()) {
      return was;
    }
    int best = 0;
    for (int lane = 1; lane < load.length; lane++) {
      if (isBetter(lane, best)) {
        best = lane;
      }
    }
    return best;
  }

  private boolean isBetter(int lane, int than) {
    boolean free = queues.get(lane).isEmpty();
    boolean thanFree = queues.get(than).isEmpty();
    if (free != thanFree) {
      return free;
    }
    long a = Math.round(load[lane] * LOAD_STEPS);
    long b = Math.round(load[than] * LOAD_STEPS);
    return a != b ? a < b : queues.get(lane).size() < queues.get(than).size();
  }
}
