package io.sluice.openflow.agent;

import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchState;
import io.sluice.flow.pipeline.FlowStats;
import io.sluice.flow.pipeline.FlowTables;
import io.sluice.flow.pipeline.GroupStats;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.message.Multipart.MultipartReply;
import io.sluice.openflow.message.Multipart.MultipartRequest;
import io.sluice.openflow.message.PortCounters;
import io.sluice.openflow.message.StatsReply;
import io.sluice.openflow.message.StatsRequest;
import io.sluice.openflow.message.StatsRequest.FlowFilter;
import io.sluice.openflow.message.TableStats;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Answers multipart requests. Without state of its own; on the thread of the connection. */
final class Statistics {
  private static final long ALL_GROUPS = 0xfffffffcL;
  private static final long ANY_PORT = 0xffffffffL;
  static final long ALL_QUEUES = 0xffffffffL;
  private static final int UNLIMITED = 1_000_000;

  /** How many things are tried in one message: all tables fit, as Open vSwitch sends them. */
  private static final int TABLES_IN_ONE = 256;

  private final SwitchApi api;
  private final String bridge;

  Statistics(SwitchApi api, String bridge) {
    this.api = api;
    this.bridge = bridge;
  }

  void answer(Connection connection, long xid, MultipartRequest request) {
    OfVersion version = connection.version();
    switch (request.body()) {
      case StatsRequest.DescRequest r ->
          reply(
              connection,
              xid,
              new StatsReply.DescReply("Sluice", "Sluice on the JVM", version(), "None", bridge));
      case StatsRequest.FlowRequest r -> flows(connection, xid, r.filter());
      case StatsRequest.AggregateRequest r ->
          reply(connection, xid, aggregate(r.filter(), version));
      case StatsRequest.TableRequest r ->
          parts(connection, xid, tables(version), StatsReply.TableReply::new);
      case StatsRequest.PortRequest r ->
          parts(connection, xid, ports(r.port()), StatsReply.PortReply::new);
      case StatsRequest.PortDescRequest r ->
          parts(
              connection, xid, Ports.descriptions(state(), version), StatsReply.PortDescReply::new);
      case StatsRequest.QueueRequest r -> {
        checkQueue(r.port(), r.queue());
        reply(connection, xid, new StatsReply.QueueReply(List.of()));
      }
      case StatsRequest.IpfixRequest r ->
          throw new WireException(OfError.NXST_NOT_CONFIGURED, "there is no IPFIX here");
      case StatsRequest.GroupRequest r ->
          parts(
              connection,
              xid,
              groups().stream()
                  .map(Groups::statistics)
                  .filter(g -> r.group() == ALL_GROUPS || g.group() == r.group())
                  .toList(),
              StatsReply.GroupReply::new);
      case StatsRequest.GroupDescRequest r ->
          parts(
              connection,
              xid,
              groups().stream()
                  .map(g -> Groups.description(g, version))
                  .filter(g -> r.group() == ALL_GROUPS || g.group() == r.group())
                  .toList(),
              StatsReply.GroupDescReply::new);
      case StatsRequest.GroupFeaturesRequest r ->
          reply(
              connection,
              xid,
              new StatsReply.GroupFeaturesReply(
                  Groups.TYPES,
                  Groups.CAPABILITIES,
                  Collections.nCopies(4, (long) FlowTables.MAX_GROUPS),
                  Collections.nCopies(
                      4, version == OfVersion.V10 ? Groups.ACTIONS_10 : Groups.ACTIONS)));
      case StatsRequest.MeterRequest r ->
          parts(
              connection,
              xid,
              meters(r.meter()).stream().map(Meters::statistics).toList(),
              StatsReply.MeterReply::new);
      case StatsRequest.MeterConfigRequest r ->
          parts(
              connection,
              xid,
              meters(r.meter()).stream().map(m -> Meters.configuration(m.meter())).toList(),
              StatsReply.MeterConfigReply::new);
      case StatsRequest.MeterFeaturesRequest r -> reply(connection, xid, Meters.FEATURES);
      case StatsRequest.TableFeaturesRequest r -> {
        if (!r.tables().isEmpty()) {
          throw new WireException(OfError.OFPTFFC_EPERM, "tables cannot be changed");
        }
        parts(connection, xid, TableAbilities.all(), StatsReply.TableFeaturesReply::new);
      }
      case StatsRequest.FlowMonitorRequest r ->
          throw new IllegalStateException("flow monitors are no statistics");
    }
  }

  private void flows(Connection connection, long xid, FlowFilter filter) {
    OfVersion version = connection.version();
    boolean nicira = version == OfVersion.V10 && filter.match() instanceof OxmMatch;
    List<FlowStats> flows = dump(filter, version);
    parts(
        connection,
        xid,
        flows,
        part ->
            new StatsReply.FlowReply(
                part.stream().map(f -> FlowStatsWriter.write(f, version, nicira)).toList(),
                nicira));
  }

  private StatsReply aggregate(FlowFilter filter, OfVersion version) {
    long packets = 0;
    long bytes = 0;
    List<FlowStats> flows = dump(filter, version);
    for (FlowStats flow : flows) {
      packets += flow.packets();
      bytes += flow.bytes();
    }
    boolean nicira = version == OfVersion.V10 && filter.match() instanceof OxmMatch;
    return new StatsReply.AggregateReply(packets, bytes, flows.size(), nicira);
  }

  private List<GroupStats> groups() {
    return Refusals.await(api.dumpGroups(bridge));
  }

  private List<MeterStats> meters(long meter) {
    List<MeterStats> all = Refusals.await(api.dumpMeters(bridge));
    if (meter == Meters.ALL) {
      return all;
    }
    List<MeterStats> one = all.stream().filter(m -> Meters.id(m.meter()) == meter).toList();
    if (one.isEmpty()) {
      throw new WireException(OfError.OFPMMFC_UNKNOWN_METER, "there is no meter " + meter);
    }
    return one;
  }

  private List<FlowStats> dump(FlowFilter filter, OfVersion version) {
    return Refusals.await(api.dumpFlows(bridge, FlowModReader.filter(filter, version)));
  }

  private List<TableStats> tables(OfVersion version) {
    boolean v10 = version == OfVersion.V10;
    List<TableStats> tables = new ArrayList<>();
    for (io.sluice.flow.pipeline.TableStats t : Refusals.await(api.dumpTables(bridge))) {
      // Packets that match nothing are not counted by table.
      tables.add(
          new TableStats(
              t.table(),
              "",
              v10 ? 0x3fffff : 0,
              v10 ? UNLIMITED : 0,
              t.flows(),
              t.matched(),
              t.matched()));
    }
    return tables;
  }

  /**
   * No port has queues: asking for all of them is right, for one is not.
   *
   * @param queue 0xffffffff: all
   */
  void checkQueue(long port, long queue) {
    boolean every = port == ANY_PORT || port == PortNumbers.ALL;
    if (!every && ports(port).isEmpty()) {
      throw new WireException(OfError.OFPQOFC_BAD_PORT, "there is no port " + port);
    }
    if (queue != ALL_QUEUES) {
      throw new WireException(OfError.OFPQOFC_BAD_QUEUE, "there is no queue " + queue);
    }
  }

  private List<PortCounters> ports(long port) {
    SwitchState all = Refusals.await(api.state());
    boolean every = port == ANY_PORT;
    return bridge(all).ports().stream()
        .filter(p -> every || PortNumbers.toWire(p.ofport()) == port)
        .map(p -> Ports.counters(p, all.uptimeNs()))
        .toList();
  }

  /** The bridge as it is now. */
  SwitchState.Bridge state() {
    return bridge(Refusals.await(api.state()));
  }

  private SwitchState.Bridge bridge(SwitchState state) {
    return state.bridges().stream()
        .filter(b -> b.name().equals(bridge))
        .findFirst()
        .orElseThrow(
            () -> new WireException(OfError.OFPBRC_EPERM, "bridge " + bridge + " is gone"));
  }

  private static String version() {
    String version = Statistics.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static void reply(Connection connection, long xid, StatsReply body) {
    connection.send(xid, new MultipartReply(0, body));
  }

  /** An answer of any length, in as many messages as it takes. */
  static <T> void parts(
      Connection connection, long xid, List<T> all, Function<List<T>, StatsReply> body) {
    int start = 0;
    int count = TABLES_IN_ONE;
    do {
      int end = Math.min(all.size(), start + count);
      boolean more = end < all.size();
      MultipartReply reply = new MultipartReply(more ? 1 : 0, body.apply(all.subList(start, end)));
      try {
        connection.send(xid, reply);
        start = end;
      } catch (IllegalArgumentException e) {
        // Too long for one message; nothing was sent.
        if (end - start <= 1) {
          throw e;
        }
        count = (end - start) / 2;
      }
    } while (start < all.size());
  }
}
