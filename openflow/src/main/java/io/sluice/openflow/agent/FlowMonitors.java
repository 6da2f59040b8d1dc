package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.message.FlowMonitor.Monitor;
import io.sluice.openflow.message.FlowMonitor.Update;
import io.sluice.openflow.message.Multipart;
import io.sluice.openflow.message.Multipart.MultipartRequest;
import io.sluice.openflow.message.StatsReply;
import io.sluice.openflow.message.StatsRequest.FlowMonitorRequest;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Has a peer watch flows. On the peer's reading thread. */
final class FlowMonitors {
  private static final int LAST_TABLE = 253;
  private static final int ALL_TABLES = 255;

  private final SwitchApi api;
  private final String bridge;

  FlowMonitors(SwitchApi api, String bridge) {
    this.api = api;
    this.bridge = bridge;
  }

  /** Answers with the flows that there are; from then on the peer hears of what changes. */
  void watch(
      Connection connection,
      Session session,
      long xid,
      MultipartRequest request,
      FlowMonitorRequest asked) {
    // In version 1.0 requests have one part, whatever the flag says.
    boolean more = connection.version() != OfVersion.V10 && (request.flags() & Multipart.MORE) != 0;
    List<Monitor> all = session.monitorParts.add(xid, more, asked.monitors());
    if (all == null) {
      return;
    }
    List<WatchedFlows> wanted = new ArrayList<>();
    for (Monitor m : all) {
      if ((m.flags() & ~WatchedFlows.ALL_FLAGS) != 0) {
        throw new WireException(OfError.OFPMOFC_BAD_FLAGS, "flags " + m.flags());
      }
      if (m.table() > LAST_TABLE && m.table() != ALL_TABLES) {
        throw new WireException(OfError.OFPBRC_BAD_TABLE_ID, "table " + m.table());
      }
      if (session.monitors.has(m.id()) || wanted.stream().anyMatch(w -> w.id() == m.id())) {
        throw new WireException(OfError.OFPMOFC_MONITOR_EXISTS, "monitor " + m.id());
      }
      wanted.add(new WatchedFlows(m.id(), m.flags(), FlowModReader.filter(m)));
    }
    session.monitors.checkRoom(wanted.size());
    FlowMod filter = wanted.size() == 1 ? wanted.getFirst().filter() : FlowMod.all();
    List<FlowStats> there = new ArrayList<>();
    AtomicBoolean givenUp = new AtomicBoolean();
    try {
      Refusals.await(
          api.seeFlows(
              bridge,
              filter,
              flows -> {
                there.addAll(flows);
                session.monitors.add(wanted, givenUp);
              }));
    } catch (RuntimeException e) {
      session.monitors.forget(wanted, givenUp);
      session.monitors.release();
      throw e;
    }
    try {
      Statistics.parts(
          connection, xid, initial(connection, wanted, there), StatsReply.FlowMonitorReply::new);
    } finally {
      session.monitors.release();
    }
  }

  private static List<Update> initial(
      Connection connection, List<WatchedFlows> wanted, List<FlowStats> there) {
    List<Update> updates = new ArrayList<>();
    for (FlowStats flow : there) {
      int flags = 0;
      for (WatchedFlows w : wanted) {
        if ((w.flags() & WatchedFlows.INITIAL) != 0 && w.filter().isAbout(flow.flow())) {
          flags |= w.flags();
        }
      }
      if (flags != 0) {
        updates.add(WatchedFlows.write(0, 0, flow.flow(), flags, connection.version()));
      }
    }
    return updates;
  }
}
