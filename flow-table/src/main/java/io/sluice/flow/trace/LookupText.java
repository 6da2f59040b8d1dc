package io.sluice.flow.trace;

import io.sluice.flow.cache.DatapathAction;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.text.FlowFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Writes what a lane's caches hold. */
public final class LookupText {
  private LookupText() {}

  /** One megaflow, as OVS's dump-flows of a datapath shows one. */
  public static String megaflow(LookupView.Megaflow m) {
    String match = FlowFormatter.formatMatch(m.match());
    long[] key = Arrays.copyOf(m.match().valueWords(), FlowKey.WORDS);
    String actions = DatapathText.write(m.actions().toArray(new DatapathAction[0]), key);
    return String.format(
        Locale.ROOT,
        "%s, packets:%d, bytes:%d, used:%s, actions:%s%s",
        match.isEmpty() ? "any" : match,
        m.packets(),
        m.bytes(),
        m.packets() == 0 ? "never" : "%.3fs".formatted(m.idleNs() / 1e9),
        actions,
        m.actions().isEmpty() ? " (" + m.cause() + ")" : "");
  }

  /** Hits by tier, and the masks. */
  public static String stats(LookupView v) {
    long all = Math.max(1, v.exactHits() + v.megaflowHits() + v.slowPath());
    StringBuilder s = new StringBuilder();
    tier(s, "exact cache", v.exactHits(), all, v.exactSlots() + " slots");
    tier(
        s,
        "megaflows",
        v.megaflowHits(),
        all,
        v.megaflowCount() + " of " + v.masks().size() + " masks");
    tier(s, "slow path", v.slowPath(), all, "");
    if (!v.masks().isEmpty()) {
      s.append("  masks in the order of search (megaflows, hits of late):\n");
    }
    for (LookupView.Mask m : v.masks()) {
      s.append("%8d %10d  ".formatted(m.megaflows(), m.hits()));
      s.append(FlowFormatter.formatMask(m.mask())).append('\n');
    }
    return s.toString();
  }

  private static void tier(StringBuilder s, String name, long hits, long all, String what) {
    s.append(
        String.format(Locale.ROOT, "  %-12s %14d  %5.1f %%  ", name, hits, 100.0 * hits / all));
    s.append(what).append('\n');
  }
}
