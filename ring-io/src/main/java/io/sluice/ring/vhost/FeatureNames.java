package io.sluice.ring.vhost;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Names of feature bits, for people. */
final class FeatureNames {
  private FeatureNames() {}

  static List<String> of(long features, Map<Long, String> names) {
    List<String> found = new ArrayList<>();
    for (long left = features; left != 0; left &= left - 1) {
      long bit = Long.lowestOneBit(left);
      String name = names.get(bit);
      found.add(name == null ? "bit " + Long.numberOfTrailingZeros(bit) : name);
    }
    return found;
  }
}
