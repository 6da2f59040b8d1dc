package io.sluice.actors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which queues should be on another lane, from what each takes of its lane's time. A move is
 * proposed only when it makes the lanes' loads clearly more even: their variance falls by at least
 * the improvement asked for, and the busiest lane gets a twentieth of its time back. Stateless.
 */
final class Rebalancer {
  /** A move must take at least so much off the busiest lane. */
  private static final double WORTHWHILE = 0.05;

  /** Moves in one go. */
  private static final int MOST = 16;

  /** A queue that should be elsewhere. */
  record Move(String queue, int from, int to) {}

  private Rebalancer() {}

  /**
   * Moves, one after the other.
   *
   * @param lanes what each queue takes of the time of the lane that it is on, 0 to 1
   * @param fixed queues that stay
   * @param improvement by how much the variance must fall with each move, 0 to 1
   */
  static List<Move> plan(List<Map<String, Double>> lanes, Set<String> fixed, double improvement) {
    List<Map<String, Double>> planned = new ArrayList<>();
    lanes.forEach(lane -> planned.add(new HashMap<>(lane)));
    List<Move> moves = new ArrayList<>();
    Move move = best(planned, fixed, improvement);
    while (move != null && moves.size() < MOST) {
      moves.add(move);
      planned.get(move.to()).put(move.queue(), planned.get(move.from()).remove(move.queue()));
      move = best(planned, fixed, improvement);
    }
    return moves;
  }

  private static Move best(List<Map<String, Double>> lanes, Set<String> fixed, double improvement) {
    double[] load = new double[lanes.size()];
    int busiest = 0;
    int idlest = 0;
    for (int i = 0; i < load.length; i++) {
      load[i] = lanes.get(i).values().stream().mapToDouble(d -> d).sum();
      busiest = load[i] > load[busiest] ? i : busiest;
      idlest = load[i] < load[idlest] ? i : idlest;
    }
    double before = variance(load);
    double least = before * (1 - improvement);
    Move best = null;
    for (Map.Entry<String, Double> queue : lanes.get(busiest).entrySet()) {
      double share = queue.getValue();
      double most = Math.max(load[busiest] - share, load[idlest] + share);
      if (load[busiest] - most < WORTHWHILE || fixed.contains(queue.getKey())) {
        continue;
      }
      double[] after = load.clone();
      after[busiest] -= share;
      after[idlest] += share;
      double variance = variance(after);
      if (variance < before && variance <= least) {
        least = variance;
        best = new Move(queue.getKey(), busiest, idlest);
      }
    }
    return best;
  }

  private static double variance(double[] values) {
    double mean = 0;
    for (double v : values) {
      mean += v / values.length;
    }
    double sum = 0;
    for (double v : values) {
      sum += (v - mean) * (v - mean);
    }
    return sum / values.length;
  }
}
