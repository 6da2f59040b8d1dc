package io.sluice.openflow.message;

import io.sluice.openflow.match.Match;
import io.sluice.openflow.match.Match10;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** The bodies of {@link Multipart.MultipartRequest}. */
public sealed interface StatsRequest {

  record DescRequest() implements StatsRequest {}

  /**
   * Which flows: used for the flows and for their sum.
   *
   * @param table 255: all
   * @param outPort 0xffffffff: any
   * @param outGroup 0xffffffff: any; 1.3 only
   * @param cookieMask 1.3 only
   * @param match in version 1.0 either; fields make it Nicira's message
   */
  record FlowFilter(
      int table, long outPort, long outGroup, long cookie, long cookieMask, Match match) {
    static final Struct<FlowFilter> V13 =
        (w, f) ->
            new FlowFilter(
                w.u8(f, FlowFilter::table),
                w.pad(3).port(f, FlowFilter::outPort),
                w.u32(f, FlowFilter::outGroup),
                w.pad(4).u64(f, FlowFilter::cookie),
                w.u64(f, FlowFilter::cookieMask),
                w.part(f, filter -> (OxmMatch) filter.match, OxmMatch.OXM_MATCH));

    static final Struct<FlowFilter> V10 =
        (w, f) -> {
          Match match = w.part(f, filter -> (Match10) filter.match, Match10.LAYOUT);
          return new FlowFilter(
              w.u8(f, FlowFilter::table),
              w.pad(1).port16(f, FlowFilter::outPort),
              FlowMod.ANY,
              0,
              0,
              match);
        };

    static final Struct<FlowFilter> NICIRA =
        (w, f) -> {
          long outPort = w.port16(f, FlowFilter::outPort);
          int length = w.length();
          int table = w.u8(f, FlowFilter::table);
          Match match = NiciraMatch.padded(w.pad(3), length, f == null ? null : (OxmMatch) f.match);
          return new FlowFilter(table, outPort, FlowMod.ANY, 0, 0, match);
        };

    boolean hasMatch10() {
      return match instanceof Match10;
    }
  }

  record FlowRequest(FlowFilter filter) implements StatsRequest {
    static Struct<FlowRequest> of(Struct<FlowFilter> layout) {
      return (w, m) -> new FlowRequest(w.part(m, FlowRequest::filter, layout));
    }
  }

  record AggregateRequest(FlowFilter filter) implements StatsRequest {
    static Struct<AggregateRequest> of(Struct<FlowFilter> layout) {
      return (w, m) -> new AggregateRequest(w.part(m, AggregateRequest::filter, layout));
    }
  }

  record TableRequest() implements StatsRequest {}

  /**
   * @param port 0xffffffff: all
   */
  record PortRequest(long port) implements StatsRequest {
    static final Struct<PortRequest> LAYOUT =
        (w, m) -> {
          PortRequest read = new PortRequest(w.port(m, PortRequest::port));
          w.pad(w.is10() ? 6 : 4);
          return read;
        };
  }

  /**
   * @param port 0xffffffff (1.0: 0xfffffffc): all
   * @param queue 0xffffffff: all
   */
  record QueueRequest(long port, long queue) implements StatsRequest {
    static final Struct<QueueRequest> LAYOUT =
        (w, m) ->
            new QueueRequest(
                w.port(m, QueueRequest::port), w.pad(w.is10() ? 2 : 0).u32(m, QueueRequest::queue));
  }

  /**
   * @param group 0xfffffffc: all
   */
  record GroupRequest(long group) implements StatsRequest {
    static final Struct<GroupRequest> LAYOUT =
        (w, m) -> {
          GroupRequest read = new GroupRequest(w.u32(m, GroupRequest::group));
          w.pad(4);
          return read;
        };
  }

  /**
   * @param group 0xfffffffc: all, as always in 1.3
   */
  record GroupDescRequest(long group) implements StatsRequest {
    private static final long ALL = 0xfffffffcL;

    static final Struct<GroupDescRequest> LAYOUT = (w, m) -> new GroupDescRequest(ALL);

    static final Struct<GroupDescRequest> NICIRA =
        (w, m) -> {
          GroupDescRequest read = new GroupDescRequest(w.u32(m, GroupDescRequest::group));
          w.pad(4);
          return read;
        };
  }

  record GroupFeaturesRequest() implements StatsRequest {}

  /**
   * @param meter 0xffffffff: all
   */
  record MeterRequest(long meter) implements StatsRequest {
    static final Struct<MeterRequest> LAYOUT =
        (w, m) -> {
          MeterRequest read = new MeterRequest(w.u32(m, MeterRequest::meter));
          w.pad(4);
          return read;
        };
  }

  record MeterConfigRequest(long meter) implements StatsRequest {
    static final Struct<MeterConfigRequest> LAYOUT =
        (w, m) -> {
          MeterConfigRequest read = new MeterConfigRequest(w.u32(m, MeterConfigRequest::meter));
          w.pad(4);
          return read;
        };
  }

  record MeterFeaturesRequest() implements StatsRequest {}

  /**
   * @param tables empty: asks; else changes
   */
  record TableFeaturesRequest(List<TableFeatures> tables) implements StatsRequest {
    static final Struct<TableFeaturesRequest> LAYOUT =
        (w, m) ->
            new TableFeaturesRequest(w.list(m, TableFeaturesRequest::tables, TableFeatures.LAYOUT));
  }

  record PortDescRequest() implements StatsRequest {}

  /**
   * What is exported of a bridge's packets, or of its flows' samples.
   *
   * @param flows of which of both
   */
  record IpfixRequest(boolean flows) implements StatsRequest {
    static Struct<IpfixRequest> of(boolean flows) {
      return (w, m) -> new IpfixRequest(flows);
    }
  }

  /** Flow monitors to be set up: Nicira's in 1.0, ONF's in 1.3. */
  record FlowMonitorRequest(List<FlowMonitor.Monitor> monitors) implements StatsRequest {
    static final Struct<FlowMonitorRequest> NICIRA = of(FlowMonitor.Monitor.NICIRA);
    static final Struct<FlowMonitorRequest> ONF = of(FlowMonitor.Monitor.ONF);

    private static Struct<FlowMonitorRequest> of(Struct<FlowMonitor.Monitor> layout) {
      return (w, m) -> new FlowMonitorRequest(w.list(m, FlowMonitorRequest::monitors, layout));
    }
  }
}
