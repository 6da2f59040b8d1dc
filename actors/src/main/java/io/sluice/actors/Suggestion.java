package io.sluice.actors;

import java.util.Collection;

/** The name a user probably meant. */
final class Suggestion {
  private Suggestion() {}

  /**
   * {@code "; did you mean br0?"} when a name is close, else {@code "; there is br0, br1"}, else
   * {@code none}.
   */
  static String among(Collection<String> names, String typed, String none) {
    if (names.isEmpty()) {
      return "; " + none;
    }
    String best = null;
    int bestDistance = Math.max(1, typed.length() / 3) + 1;
    for (String name : names) {
      int d = io.sluice.flow.text.Suggestion.distance(name, typed);
      if (d < bestDistance) {
        bestDistance = d;
        best = name;
      }
    }
    if (best != null) {
      return "; did you mean " + best + "?";
    }
    return "; there is " + String.join(", ", names.stream().sorted().limit(10).toList());
  }
}
