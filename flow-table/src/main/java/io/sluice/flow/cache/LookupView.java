package io.sluice.flow.cache;

import io.sluice.flow.pipeline.Match;
import java.util.List;

/**
 * What one lane's caches over a bridge hold, copied for whoever asks.
 *
 * @param exactHits packets that the exact cache answered; so do the others for their tiers
 * @param masks in the order in which they are searched
 * @param megaflows at most as many as were asked for
 */
public record LookupView(
    long exactHits,
    long megaflowHits,
    long slowPath,
    int exactSlots,
    int megaflowCount,
    List<Mask> masks,
    List<Megaflow> megaflows) {
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
