package io.sluice.flow.text;

import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.Match;

/** Writes flows as ovs-ofctl dump-flows does. */
public final class FlowFormatter {
  private FlowFormatter() {}

  /** One line of dump-flows. */
  public static String format(FlowStats stats) {
    return stats.toString();
  }

  /** A flow that {@link FlowParser#parseFlow} reads back. */
  public static String format(FlowMod flow) {
    return flow.toString();
  }

  public static String formatMatch(Match match) {
    return match.maskWords().length + "";
  }
}
