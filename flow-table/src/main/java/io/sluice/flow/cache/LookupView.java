package io.sluice.flow.cache;

import io.sluice.flow.pipeline.Match;
import java.util.List;

/**
 * What one lane's caches over a bridge hold, copied for whoever asks.
 *
 * @param exactHits packets that the exact cache answered; so do the others for their tiers
 * @param masks in the order in which they are searched
 * @param megaflows at most as many as were asked for
 * @param nsPerPacket what a packet took in the exact cache, the megaflows and the slow path;
 *     negative: not known yet
 */
public record LookupView(
    long exactHits,
    long megaflowHits,
    long slowPath,
    int exactSlots,
    int megaflowCount,
    List<Mask> masks,
    List<Megaflow> megaflows,
    double[] nsPerPacket) {
  /**
   * How many masks a hit megaflow was looked for in, of late; 0 when none was hit. A packet that
   * comes to the slow path was looked for in all.
   */
  public double masksPerHit() {
    double looked = 0;
    double hits = 0;
    for (int i = 0; i < masks.size(); i++) {
      looked += (i + 1.0) * masks.get(i).hits();
      hits += masks.get(i).hits();
    }
    return hits == 0 ? 0 : looked / hits;
  }

  /**
   * Megaflows of one mask.
   *
   * @param hits of late: they fade
   */
  public record Mask(Match mask, int megaflows, long hits) {}

  /** A megaflow and what it did. */
  public record Megaflow(
      Match match,
      List<DatapathAction> actions,
      DropCause cause,
      long packets,
      long bytes,
      long idleNs) {}
}
