package io.sluice.flow.pipeline;

import java.util.Map;

/**
 * Which packets some controller wants to hear of. The others are sent to none: they would be copied
 * for nobody.
 *
 * @param reasons by the number that controllers gave themselves, at first 0: a bit for each reason,
 *     numbered as in {@code Punt}
 */
public record Listeners(Map<Integer, Integer> reasons) {
  public static final Listeners NOBODY = new Listeners(Map.of());

  public Listeners {
    reasons = Map.copyOf(reasons);
  }

  public boolean want(int reason, int controller) {
    return (reasons.getOrDefault(controller, 0) >>> reason & 1) != 0;
  }
}
