package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowMod.Flag;
import io.sluice.openflow.match.Match;
import io.sluice.openflow.message.FlowStats;
import io.sluice.openflow.wire.OfVersion;

/** Flows with their statistics as the wire has them. */
final class FlowStatsWriter {
  private static final long SECOND = 1_000_000_000L;

  /** Open vSwitch tells of no less. */
  private static final long MILLI = 1_000_000;

  private static final int MAX_AGE = 0xffff;

  private FlowStatsWriter() {}

  /**
   * @param nicira whether Nicira asked, in version 1.0
   */
  static FlowStats write(
      io.sluice.flow.pipeline.FlowStats stats, OfVersion version, boolean nicira) {
    FlowMod flow = stats.flow();
    boolean v13 = version == OfVersion.V13;
    Match match =
        v13 || nicira ? MatchToWire.write(flow.match(), v13) : MatchToWire.write10(flow.match());
    return new FlowStats(
        Math.max(0, flow.table()),
        stats.durationNs() / SECOND,
        stats.durationNs() % SECOND / MILLI * MILLI,
        flow.priority(),
        flow.idleTimeout(),
        flow.hardTimeout(),
        nicira ? (int) Math.min(stats.idleAgeNs() / SECOND + 1, MAX_AGE) : 0,
        0,
        v13 ? flags(flow) : 0,
        v13 ? flow.importance() : 0,
        flow.cookie(),
        flow.has(Flag.NO_PACKET_COUNTS) ? -1L : stats.packets(),
        flow.has(Flag.NO_BYTE_COUNTS) ? -1L : stats.bytes(),
        match,
        ActionsToWire.write(flow.actions(), flow.match(), version));
  }

  private static int flags(FlowMod flow) {
    return (flow.has(Flag.SEND_FLOW_REM) ? 1 : 0)
        | (flow.has(Flag.CHECK_OVERLAP) ? 1 << 1 : 0)
        | (flow.has(Flag.RESET_COUNTS) ? 1 << 2 : 0)
        | (flow.has(Flag.NO_PACKET_COUNTS) ? 1 << 3 : 0)
        | (flow.has(Flag.NO_BYTE_COUNTS) ? 1 << 4 : 0);
  }
}
