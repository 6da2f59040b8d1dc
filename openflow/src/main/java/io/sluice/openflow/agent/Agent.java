package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchState;
import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.openflow.agent.Session.Waiting;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.connection.MessageHandler;
import io.sluice.openflow.message.Bundle;
import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.FlowMod;
import io.sluice.openflow.message.GroupMod;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.MeterMod;
import io.sluice.openflow.message.Multipart;
import io.sluice.openflow.message.NiciraMessage;
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.message.PortDesc;
import io.sluice.openflow.message.PortMod;
import io.sluice.openflow.message.QueueConfig;
import io.sluice.openflow.message.StatsRequest;
import io.sluice.openflow.message.TableMod;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenFlow switch that one bridge is. Its methods run on the threads of the connections; each
 * connection's {@link Session} is used by its own thread only. Flow-mods, group-mods and meter-mods
 * wait until something else is asked, or nothing more has come, and are applied together.
 */
final class Agent implements MessageHandler {
  private static final int MAX_BATCH = 16_384;

  /** A peer that sends without end must not fill the heap. */
  private static final int MAX_BATCH_BYTES = 4 << 20;

  /** Statistics of flows, tables, ports and queues; ARP's addresses. */
  private static final long CAPABILITIES_10 = 0b1100_0111;

  /** Statistics of flows, tables, ports, groups and queues. */
  private static final long CAPABILITIES_13 = 0b0100_1111;

  private static final long ACTIONS_10 = 0xfff; // all

  private static final int NORMAL_FRAGMENTS = 0;
  private static final int MATCHED_FRAGMENTS = 3;

  private final String bridge;

  /** As every connection may set them. */
  private volatile int fragments = NORMAL_FRAGMENTS;

  private final Statistics statistics;
  private final Batches batches;
  private final Bundles bundles;
  private final FlowMonitors monitors;
  private final PacketOuts packetOuts;
  private final PortMods portMods;
  private final Listening listening;
  private final FailOpen failOpen;
  private final Unasked unasked;
  private final Map<Connection, Session> sessions = new ConcurrentHashMap<>();

  Agent(SwitchApi api, String bridge) {
    this.bridge = bridge;
    this.statistics = new Statistics(api, bridge);
    this.batches = new Batches(api, bridge);
    this.monitors = new FlowMonitors(api, bridge);
    this.packetOuts = new PacketOuts(api, bridge);
    this.portMods = new PortMods(api, bridge);
    this.bundles = new Bundles(api, bridge, packetOuts, portMods, statistics);
    this.failOpen = new FailOpen(api, bridge);
    this.listening = new Listening(api, bridge, sessions.keySet());
    this.unasked = new Unasked(bridge, sessions);
  }

  FailOpen failOpen() {
    return failOpen;
  }

  /** Hears of the bridge. */
  Unasked unasked() {
    return unasked;
  }

  @Override
  public void connected(Connection connection) {
    if (!connection.service()) {
      failOpen.recover();
    }
    sessions.put(connection, new Session(connection));
    listening.update();
  }

  @Override
  public void wishesChanged(Connection connection) {
    listening.update();
  }

  @Override
  public void drained(Connection connection) {
    Session session = sessions.get(connection);
    if (session != null) {
      session.monitors.drained();
    }
  }

  @Override
  public void closed(Connection connection) {
    Session session = sessions.remove(connection);
    if (session != null) {
      bundles.closed(session);
      listening.update();
      // What came before the end of the stream was asked for. Last, as it waits and may fail.
      batches.flush(connection, session);
    }
  }

  @Override
  public void idle(Connection connection) {
    batches.flush(connection, sessions.get(connection));
  }

  @Override
  public void handle(Connection connection, Envelope request, byte[] bytes) {
    Session session = sessions.get(connection);
    if (request.message() instanceof FlowMod mod) {
      Change change = FlowModReader.read(mod, request.version(), session.tableIds);
      add(connection, session, bytes, change);
      return;
    }
    if (request.message() instanceof GroupMod mod) {
      add(connection, session, bytes, Groups.read(mod, request.version()));
      return;
    }
    if (request.message() instanceof MeterMod mod) {
      add(connection, session, bytes, Meters.read(mod));
      return;
    }
    batches.flush(connection, session);
    long xid = request.xid();
    switch (request.message()) {
      case Multipart.MultipartRequest multipart
          when multipart.body() instanceof StatsRequest.FlowMonitorRequest watch ->
          monitors.watch(connection, session, xid, multipart, watch);
      case NiciraMessage.FlowMonitorCancel c -> session.monitors.cancel(c.monitor());
      case Multipart.MultipartRequest part -> {
        // In version 1.0 requests have one part, whatever the flag says.
        boolean whole = connection.version() == OfVersion.V10;
        Multipart.MultipartRequest all = whole ? part : session.parts.add(xid, part);
        if (all != null) {
          statistics.answer(connection, xid, all);
        }
      }
      case Handshake.FeaturesRequest f -> connection.send(xid, features(connection.version()));
      case Handshake.BarrierRequest b -> {
        packetOuts.await(session);
        connection.send(xid, new Handshake.BarrierReply());
      }
      case Handshake.GetConfigRequest g ->
          connection.send(
              xid,
              new Handshake.GetConfigReply(
                  fragments | connection.configFlags(), session.missSendLength));
      case Handshake.SetConfig config -> configure(session, config);
      case Bundle.BundleControl control -> bundles.control(connection, session, xid, control);
      case Bundle.BundleAdd add -> bundles.add(connection, session, xid, add, bytes);
      case QueueConfig.QueueConfigRequest q -> {
        statistics.checkQueue(q.port(), Statistics.ALL_QUEUES);
        connection.send(xid, new QueueConfig.QueueConfigReply(q.port(), List.of()));
      }
      case NiciraMessage.FlowModTableId t -> session.tableIds = t.on() != 0;
      case NiciraMessage.SetFlowFormat f -> {
        if (f.format() != 0 && f.format() != 2) {
          throw new WireException(OfError.OFPBRC_EPERM, "flow format " + f.format());
        }
        session.nxm = f.format() != 0;
      }
      case NiciraMessage.TlvTableMod mod -> refuse(mod);
      // No connection is tracked: all that could be forgotten is.
      case NiciraMessage.CtFlushZone c -> {}
      case NiciraMessage.CtFlush c -> {}
      case NiciraMessage.TlvTableRequest t ->
          connection.send(xid, new NiciraMessage.TlvTableReply(0, 0, List.of()));
      case TableMod t -> {
        if (t.table() == PipelineSnapshot.TABLES) {
          throw new WireException(
              OfError.OFPTMFC_EPERM, "table " + PipelineSnapshot.TABLES + " is the switch's own");
        }
        // There is nothing left to configure in version 1.3.
      }
      case PortMod p -> portMods.prepare(connection, p, statistics.state()).run();
      case PacketOut out -> packetOuts.send(session, PacketOuts.read(out, request.version()));
      default -> throw new WireException(OfError.OFPBRC_BAD_TYPE, request.message().toString());
    }
  }

  private void add(Connection connection, Session session, byte[] request, Change change) {
    session.waiting.add(new Waiting(change, request));
    session.waitingBytes += request.length;
    if (session.waiting.size() >= MAX_BATCH || session.waitingBytes >= MAX_BATCH_BYTES) {
      batches.flush(connection, session);
    }
  }

  private Handshake.FeaturesReply features(OfVersion version) {
    SwitchState.Bridge state = statistics.state();
    boolean v10 = version == OfVersion.V10;
    List<PortDesc> ports = v10 ? Ports.descriptions(state, version) : List.of();
    return new Handshake.FeaturesReply(
        Addresses.of(bridge),
        0,
        PipelineSnapshot.TABLES,
        0,
        v10 ? CAPABILITIES_10 : CAPABILITIES_13,
        v10 ? ACTIONS_10 : 0,
        ports);
  }

  /** What fragments there are is a mode of the bridge; one that there is not changes nothing. */
  private void configure(Session session, Handshake.SetConfig config) {
    int wanted = config.flags() & 3;
    if (wanted == NORMAL_FRAGMENTS || wanted == MATCHED_FRAGMENTS) {
      fragments = wanted;
    }
    session.missSendLength = config.missSendLength();
  }

  /** There is room for no option of tunnels, as there are no tunnels. */
  private static void refuse(NiciraMessage.TlvTableMod mod) {
    if (!mod.maps().isEmpty()) {
      throw new WireException(
          mod.command() == 0 ? OfError.NXTTMFC_TABLE_FULL : OfError.NXTTMFC_INVALID_TLV_DEL,
          "no options of tunnels here");
    }
  }
}
