package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;
import java.util.List;

/** The bodies of {@link Multipart.MultipartReply}. */
public sealed interface StatsReply {

  record DescReply(
      String manufacturer, String hardware, String software, String serial, String datapath)
      implements StatsReply {
    private static final int TEXT = 256;
    private static final int SERIAL = 32;

    static final Struct<DescReply> LAYOUT =
        (w, m) ->
            new DescReply(
                w.text(TEXT, m, DescReply::manufacturer),
                w.text(TEXT, m, DescReply::hardware),
                w.text(TEXT, m, DescReply::software),
                w.text(SERIAL, m, DescReply::serial),
                w.text(TEXT, m, DescReply::datapath));
  }

  /**
   * @param nicira whether it answers Nicira's request, of version 1.0
   */
  record FlowReply(List<FlowStats> flows, boolean nicira) implements StatsReply {
    static Struct<FlowReply> of(Struct<FlowStats> layout, boolean nicira) {
      return (w, m) -> new FlowReply(w.list(m, FlowReply::flows, layout), nicira);
    }
  }

  /**
   * @param nicira as in {@link FlowReply}
   */
  record AggregateReply(long packets, long bytes, long flows, boolean nicira)
      implements StatsReply {
    static Struct<AggregateReply> of(boolean nicira) {
      return (w, m) -> {
        AggregateReply read =
            new AggregateReply(
                w.u64(m, AggregateReply::packets),
                w.u64(m, AggregateReply::bytes),
                w.u32(m, AggregateReply::flows),
                nicira);
        w.pad(4);
        return read;
      };
    }
  }

  record TableReply(List<TableStats> tables) implements StatsReply {
    static final Struct<TableReply> LAYOUT =
        (w, m) -> new TableReply(w.list(m, TableReply::tables, TableStats.LAYOUT));
  }

  record PortReply(List<PortCounters> ports) implements StatsReply {
    static final Struct<PortReply> LAYOUT =
        (w, m) -> new PortReply(w.list(m, PortReply::ports, PortCounters.LAYOUT));
  }

  record QueueReply(List<QueueStats> queues) implements StatsReply {
    static final Struct<QueueReply> LAYOUT =
        (w, m) -> new QueueReply(w.list(m, QueueReply::queues, QueueStats.LAYOUT));
  }

  record GroupReply(List<GroupStats> groups) implements StatsReply {
    static final Struct<GroupReply> LAYOUT =
        (w, m) -> new GroupReply(w.list(m, GroupReply::groups, GroupStats.LAYOUT));
  }

  record GroupDescReply(List<GroupDesc> groups) implements StatsReply {
    static Struct<GroupDescReply> of(Struct<GroupDesc> layout) {
      return (w, m) -> new GroupDescReply(w.list(m, GroupDescReply::groups, layout));
    }
  }

  /**
   * @param types bits of group types
   * @param capabilities 1 weight, 2 liveness, 4 chaining, 8 chaining checked
   * @param maxGroups for each of the four types
   * @param actions bits of action types, for each of the four types
   */
  record GroupFeaturesReply(long types, long capabilities, List<Long> maxGroups, List<Long> actions)
      implements StatsReply {
    private static final int TYPES = 4;

    static final Struct<GroupFeaturesReply> LAYOUT =
        (w, m) ->
            new GroupFeaturesReply(
                w.u32(m, GroupFeaturesReply::types),
                w.u32(m, GroupFeaturesReply::capabilities),
                w.list(TYPES, m, GroupFeaturesReply::maxGroups, Struct.U32),
                w.list(TYPES, m, GroupFeaturesReply::actions, Struct.U32));
  }

  record MeterReply(List<MeterStats> meters) implements StatsReply {
    static final Struct<MeterReply> LAYOUT =
        (w, m) -> new MeterReply(w.list(m, MeterReply::meters, MeterStats.LAYOUT));
  }

  record MeterConfigReply(List<MeterConfig> meters) implements StatsReply {
    static final Struct<MeterConfigReply> LAYOUT =
        (w, m) -> new MeterConfigReply(w.list(m, MeterConfigReply::meters, MeterConfig.LAYOUT));
  }

  /**
   * @param bandTypes bits of band types
   * @param capabilities bits of {@link MeterMod#flags}
   */
  record MeterFeaturesReply(
      long maxMeters, long bandTypes, long capabilities, int maxBands, int maxColors)
      implements StatsReply {
    static final Struct<MeterFeaturesReply> LAYOUT =
        (w, m) -> {
          MeterFeaturesReply read =
              new MeterFeaturesReply(
                  w.u32(m, MeterFeaturesReply::maxMeters),
                  w.u32(m, MeterFeaturesReply::bandTypes),
                  w.u32(m, MeterFeaturesReply::capabilities),
                  w.u8(m, MeterFeaturesReply::maxBands),
                  w.u8(m, MeterFeaturesReply::maxColors));
          w.pad(2);
          return read;
        };
  }

  record TableFeaturesReply(List<TableFeatures> tables) implements StatsReply {
    static final Struct<TableFeaturesReply> LAYOUT =
        (w, m) ->
            new TableFeaturesReply(w.list(m, TableFeaturesReply::tables, TableFeatures.LAYOUT));
  }

  record PortDescReply(List<PortDesc> ports) implements StatsReply {
    static final Struct<PortDescReply> LAYOUT =
        (w, m) -> new PortDescReply(w.list(m, PortDescReply::ports, PortDesc.LAYOUT));
  }

  record FlowMonitorReply(List<FlowMonitor.Update> updates) implements StatsReply {
    static final Struct<FlowMonitorReply> LAYOUT =
        (w, m) ->
            new FlowMonitorReply(w.list(m, FlowMonitorReply::updates, FlowMonitor.Update.LAYOUT));
  }
}
