package io.sluice.actors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which lane polls which queue. A queue gets a lane of its own while there are free ones; then the
 * least loaded, and among those equally loaded the one with the fewest queues. A queue that comes
 * back (a guest re-connected) gets the lane it had when that lane is still free.
 *
 * <p>Owned by the Switch actor.
 */
final class LaneAssignment {
  // Loads within a tenth of each other count as the same, so that noise does not pile all queues
  // onto one lane.
  private static final int LOAD_STEPS = 10;

  private final List<Set<String>> queues = new ArrayList<>();
  private final double[] load;
  private final Map<String, Integer> previous = new HashMap<>();

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

  /** Chooses a lane for a queue and keeps it assigned until {@link #release}. */
  int assign(String queue) {
    int lane = choose(queue);
    queues.get(lane).add(queue);
    previous.remove(queue);
    return lane;
  }

  void release(String queue) {
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
