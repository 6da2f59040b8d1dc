package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowMod.Flag;
import io.sluice.flow.pipeline.FlowRemoved.Reason;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.openflow.match.Match;
import io.sluice.openflow.message.FlowRemoved;
import io.sluice.openflow.wire.OfVersion;

/** Flows that are gone as the wire has them. */
final class FlowsRemoved {
  private static final long SECOND = 1_000_000_000L;

  /** Open vSwitch tells of no less. */
  private static final long MILLI = 1_000_000;

  private FlowsRemoved() {}

  /**
   * @param nicira whether the peer has asked for NXM in version 1.0
   */
  static FlowRemoved write(
      io.sluice.flow.pipeline.FlowRemoved removed, OfVersion version, boolean nicira) {
    FlowStats stats = removed.flow();
    FlowMod flow = stats.flow();
    boolean v13 = version == OfVersion.V13;
    // Version 1.0 has no groups whose deletion could be a reason.
    Reason reason =
        !v13 && removed.reason() == Reason.GROUP_DELETE ? Reason.DELETE : removed.reason();
    int table = Math.max(0, flow.table());
    Match match =
        v13 || nicira ? MatchToWire.write(flow.match(), v13) : MatchToWire.write10(flow.match());
    return new FlowRemoved(
        flow.cookie(),
        flow.priority(),
        reason.ordinal(),
        v13 ? table : nicira ? table + 1 : 0,
        stats.durationNs() / SECOND,
        stats.durationNs() % SECOND / MILLI * MILLI,
        flow.idleTimeout(),
        v13 ? flow.hardTimeout() : 0,
        flow.has(Flag.NO_PACKET_COUNTS) ? -1L : stats.packets(),
        flow.has(Flag.NO_BYTE_COUNTS) ? -1L : stats.bytes(),
        match);
  }
}
