package io.sluice.flow.trace;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.text.FlowFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Writes what a lane's caches hold. */
public final class LookupText {
  private static final String[] TIERS = {"exact cache", "megaflows", "slow path"};

  private LookupText() {}

  /** One megaflow, as OVS's dump-flows of a datapath shows one. */
  public static String megaflow(LookupView.Megaflow m) {
    String match = FlowFormatter.formatMatch(m.match());
    return String.format(
        Locale.ROOT,
        "%s, packets:%d, bytes:%d, used:%s, actions:%s",
        match.isEmpty() ? "any" : match,
        m.packets(),
        m.bytes(),
        m.packets() == 0 ? "never" : "%.3fs".formatted(m.idleNs() / 1e9),
        actions(m));
  }

  /** Its actions, as OVS writes those of a datapath; why, where there are none. */
  public static String actions(LookupView.Megaflow m) {
    long[] key = Arrays.copyOf(m.match().valueWords(), FlowKey.WORDS);
    String actions = DatapathText.write(m.actions().toArray(new DatapathAction[0]), key);
    return actions + (m.actions().isEmpty() ? " (" + m.cause() + ")" : "");
  }

  /**
   * Hits by tier, what a packet took there, and the masks.
   *
   * @param megahertz of the CPU; 0: not known
   */
  public static String stats(LookupView v, double megahertz) {
    long[] hits = {v.exactHits(), v.megaflowHits(), v.slowPath()};
    String masks =
        "%d of %d masks, %.1f looked at for a hit"
            .formatted(v.megaflowCount(), v.masks().size(), v.masksPerHit());
    String[] what = {v.exactSlots() + " slots", masks, ""};
    long all = Math.max(1, hits[0] + hits[1] + hits[2]);
    StringBuilder s = new StringBuilder();
    for (int tier = 0; tier < TIERS.length; tier++) {
      s.append(
          String.format(
              Locale.ROOT,
              "  %-12s %14d  %5.1f %%  %s%s%n",
              TIERS[tier],
              hits[tier],
              100.0 * hits[tier] / all,
              time(v.nsPerPacket()[tier], megahertz),
              what[tier]));
    }
    if (!v.masks().isEmpty()) {
      s.append("  masks in the order of search (megaflows, hits of late):\n");
    }
    for (LookupView.Mask m : v.masks()) {
      s.append("%8d %10d  ".formatted(m.megaflows(), m.hits()));
      s.append(FlowFormatter.formatMask(m.mask())).append('\n');
    }
    return s.toString();
  }

  private static String time(double ns, double megahertz) {
    if (ns < 0) {
      return "";
    }
    String cycles = megahertz > 0 ? " (%.0f cycles)".formatted(ns * megahertz / 1000) : "";
    return "%.1f ns a packet%s, ".formatted(ns, cycles);
  }
}
