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
      int d = distance(name, typed);
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

  /** Edits from one to the other (Levenshtein). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
