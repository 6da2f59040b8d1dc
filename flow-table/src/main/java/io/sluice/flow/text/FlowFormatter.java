package io.sluice.flow.text;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.Subfield;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes flows as ovs-ofctl dump-flows does. */
public final class FlowFormatter {
  private FlowFormatter() {}

  /** One line of dump-flows, without a blank in front. */
  public static String format(FlowStats s) {
    FlowMod f = s.flow();
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "cookie=0x%x, duration=%.3fs, table=%d, n_packets=%d, n_bytes=%d, ",
            f.cookie(),
            s.durationNs() / 1e9,
            f.table(),
            s.packets(),
            s.bytes()));
    if (f.idleTimeout() > 0) {
      line.append("idle_timeout=").append(f.idleTimeout()).append(", ");
    }
    if (f.hardTimeout() > 0) {
      line.append("hard_timeout=").append(f.hardTimeout()).append(", ");
    }
    flags(f).forEach(flag -> line.append(flag).append(' '));
    if (f.importance() > 0) {
      line.append("importance=").append(f.importance()).append(", ");
    }
    line.append("idle_age=").append(s.idleAgeNs() / 1_000_000_000L).append(", ");
    return line.append(matchAndActions(f)).toString();
  }

  /** A flow that {@link FlowParser#parseFlow} reads back. */
  public static String format(FlowMod f) {
    StringBuilder s = new StringBuilder();
    if (f.cookie() != 0) {
      s.append(String.format(Locale.ROOT, "cookie=0x%x,", f.cookie()));
    }
    if (f.table() > 0) {
      s.append("table=").append(f.table()).append(',');
    }
    if (f.idleTimeout() > 0) {
      s.append("idle_timeout=").append(f.idleTimeout()).append(',');
    }
    if (f.hardTimeout() > 0) {
      s.append("hard_timeout=").append(f.hardTimeout()).append(',');
    }
    if (f.importance() > 0) {
      s.append("importance=").append(f.importance()).append(',');
    }
    flags(f).forEach(flag -> s.append(flag).append(','));
    return s.append(matchAndActions(f)).toString();
  }

  /** The names of a flow's flags that have one. */
  private static List<String> flags(FlowMod f) {
    return f.flags().stream()
        .sorted()
        .filter(FlowParser.FLAGS::containsValue)
        .map(flag -> flag.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** Which bits a mask looks at: fields, with a mask in hex where it is not all of one. */
  public static String formatMask(Match mask) {
    List<String> parts = new ArrayList<>();
    for (Field f : Field.values()) {
      // Each place once, by its first name.
      if (f.ordinal() > Field.IPV6_LABEL.ordinal() || !mask.uses(f)) {
        continue;
      }
      long hi = f.wide() ? mask.mask(f.word) : 0;
      parts.add(mask.isExact(f) ? f.label : f.label + "/" + hex(hi, mask.mask(f)));
    }
    return parts.isEmpty() ? "nothing" : String.join(",", parts);
  }

  /** A part of a field as actions name it. */
  public static String formatSubfield(Subfield part) {
    return SubfieldReader.write(part);
  }

  /** A number of up to 128 bits in hex. */
  public static String hex(long hi, long lo) {
    return hi == 0 ? FieldSyntax.hex(lo) : "0x%x%016x".formatted(hi, lo);
  }

  /** Actions as in flow syntax; "drop" when there are none. */
  public static String formatActions(List<FlowAction> actions) {
    return ActionWriter.write(actions);
  }

  /** A match as in flow syntax; empty when it matches everything. */
  public static String formatMatch(Match match) {
    return String.join(",", new MatchWriter(match).write());
  }

  private static String matchAndActions(FlowMod f) {
    List<String> parts = new ArrayList<>();
    if (f.priority() != FlowMod.DEFAULT_PRIORITY) {
      parts.add("priority=" + f.priority());
    }
    parts.addAll(new MatchWriter(f.match()).write());
    String match = String.join(",", parts);
    return match + (match.isEmpty() ? "" : " ") + "actions=" + ActionWriter.write(f.actions());
  }
}
